/// Pictures for the lab's camera: a head that turns, photographs held up, an empty room.
///
/// No function lets a C++ exception out. Handles belong to one thread at a time. Pictures are
/// 640 x 480 JPEG of quality 85. Angles are degrees; positive yaw turns the nose to the right of
/// the picture, which is the person's own left. Lengths are pixels of the 640 x 480 picture.
#ifndef CLABSCENE_H
#define CLABSCENE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /// Columns of every picture.
    CLAB_WIDTH = 640,
    /// Rows of every picture.
    CLAB_HEIGHT = 480,
    /// Room that any of the JPEG pictures fits into, in bytes.
    CLAB_JPEG_MAX = 262144,
    /// Bytes of a card's photo field.
    CLAB_CARD_PHOTO = 1024
};

/// What of a portrait is shown, in the portrait's own pixels.
typedef struct {
    /// Left edge of the part that the camera sees.
    double x;
    /// Its upper edge.
    double y;
    /// Its width; its height is three quarters of that.
    double width;
    /// Middle of the eye on the picture's left, the person's own right.
    double eye_left_x, eye_left_y;
    /// Middle of the eye on the picture's right.
    double eye_right_x, eye_right_y;
} clab_framing;

/// How a printed photograph is held.
typedef struct {
    /// Turned about the upright axis.
    double yaw;
    /// Tipped, the upper edge away from the camera when positive.
    double pitch;
    /// Rotated in the picture, clockwise when positive.
    double roll;
    /// Rolled outward: the whole angle of the arc, 0 flat, at most 300.
    double bend;
    /// Both halves folded back from an upright crease in the middle: the angle of each, 0...80.
    double crease;
    /// Moved sideways and down.
    double shift_x, shift_y;
} clab_hold;

/// A person's portrait with the relief of the head.
typedef struct clab_person clab_person;

/// Loads a portrait and shapes its relief with the 468-point face mesh in `mesh`, an ONNX file.
///
/// Returns NULL on failure with a sentence in `message`, which holds `message_size` bytes.
clab_person *clab_person_open(const char *portrait, const char *mesh, const clab_framing *framing,
                              char *message, int message_size);

/// Frees a person; NULL is allowed.
void clab_person_close(clab_person *person);

/// The living head turned by `yaw` (-75...75) and moved by `sway_x`, `sway_y`.
///
/// Writes the JPEG to `jpeg`, which holds `capacity` bytes. Returns its length, or -1.
int clab_head(const clab_person *person, double yaw, double sway_x, double sway_y, uint8_t *jpeg,
              int capacity);

/// The person's printed photograph, held up in the empty room. Returns as `clab_head`.
int clab_print(const clab_person *person, const clab_hold *hold, uint8_t *jpeg, int capacity);

/// The empty room. Returns as `clab_head`.
int clab_room(uint8_t *jpeg, int capacity);

/// Makes a card's photo field: `LABP`, the length of the picture (2 bytes, big-endian), a WebP
/// picture of 102 x 126 pixels, zeros up to 1,024 bytes.
///
/// Returns the WebP quality used, 1...100, or -1 with a sentence in `message`.
int clab_card_photo(const char *portrait, const clab_framing *framing, uint8_t *field,
                    char *message, int message_size);

/// Decodes the JPEG file at `path` as a reader of a Motion JPEG stream does, into rows of blue,
/// green, red. Returns how many of the `capacity` bytes of `pixels` were written, or -1.
int clab_stream_frame(const char *path, uint8_t *pixels, int capacity, int *width, int *height);

#ifdef __cplusplus
}
#endif

#endif
