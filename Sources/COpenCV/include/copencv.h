/// What this product needs of OpenCV 4.6, as plain C: pictures, three networks, one camera.
///
/// No exception leaves a function. A function that fails returns NULL or -1 and writes a short
/// English text into `error`, which has room for COPENCV_ERROR_MAX bytes. Handles belong to one
/// thread at a time; pictures and networks may be used on another thread one after the other.
#ifndef COPENCV_H
#define COPENCV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COPENCV_ERROR_MAX 256
/// Numbers in an embedding.
#define COPENCV_EMBEDDING 128
/// Numbers the mesh gives: 468 points, each x, y, z in pixels of its 192-pixel input.
#define COPENCV_MESH 1404
/// A still picture is shrunk until neither side is longer, in pixels.
#define COPENCV_STILL_MAX 2048

typedef struct copencv_picture copencv_picture;
typedef struct copencv_network copencv_network;
typedef struct copencv_camera copencv_camera;

// Pictures: 8 bits, blue, green, red.

/// Decodes a picture file held in memory, always to three channels, COPENCV_STILL_MAX a side.
copencv_picture *copencv_picture_decode(const uint8_t *bytes, size_t count, char *error);
/// Copies `width * height * 3` bytes, to COPENCV_STILL_MAX a side.
copencv_picture *copencv_picture_copy(const uint8_t *bgr, int width, int height, char *error);
int copencv_picture_width(const copencv_picture *picture);
int copencv_picture_height(const copencv_picture *picture);
/// Writes a JPEG file into `out`, shrunk to `width_max`, mirrored left to right when asked.
/// Returns its length, or -1 also when it does not fit `capacity`.
long copencv_picture_jpeg(const copencv_picture *picture, int width_max, int mirrored,
                          int quality, uint8_t *out, size_t capacity, char *error);
void copencv_picture_free(copencv_picture *picture);

// Networks, each from one ONNX file held in memory; one thread of computation.

copencv_network *copencv_network_load(const uint8_t *onnx, size_t count, char *error);
void copencv_network_free(copencv_network *network);

/// Runs YuNet 2023 over the picture with `border` pixels around it, scaled to `width` pixels.
/// `scale`: pixels of the input for one of the picture. `columns`: the input's width, a
/// multiple of 32. The twelve outputs are read with copencv_detect_output.
int copencv_detect(copencv_network *network, const copencv_picture *picture, int border,
                   int width, double *scale, int *columns, char *error);
/// Output `index` of the last run, valid until the next: 0-2 class, 3-5 object, 6-8 box,
/// 9-11 points, each for strides 8, 16, 32. NULL when there is none.
const float *copencv_detect_output(const copencv_network *network, int index, size_t *count);

/// Runs SFace over the 112x112 face that `matrix` (2x3, rows first, picture to face) cuts out.
/// `out`: COPENCV_EMBEDDING numbers of length 1.
int copencv_embed(copencv_network *network, const copencv_picture *picture,
                  const double *matrix, float *out, char *error);

/// Runs the face mesh over the 192x192 face that `matrix` cuts out.
/// `out`: COPENCV_MESH numbers. `presence`: how surely it is a face, 0...1.
int copencv_mesh(copencv_network *network, const copencv_picture *picture,
                 const double *matrix, float *out, float *presence, char *error);

// A camera: a thread of its own reads always and keeps the newest frame only.

enum {
    COPENCV_CAMERA_OPENING = 0,
    COPENCV_CAMERA_RUNNING = 1,
    /// It could not be opened; close it.
    COPENCV_CAMERA_MISSING = 2,
    /// It stopped sending; close it.
    COPENCV_CAMERA_LOST = 3
};

/// Begins to open `source`: a V4L2 number, an http, https or rtsp address, or a file.
/// Returns at once. The limits in milliseconds hold for addresses.
copencv_camera *copencv_camera_start(const char *source, int open_ms, int read_ms, char *error);
/// Waits up to `wait_ms` for a frame later than number `after` (frames count from 1).
/// Returns NULL without an error text when none came; `state` is one of the above.
/// `age_ms` is the time since the last frame arrived, or since the start before the first.
copencv_picture *copencv_camera_newest(copencv_camera *camera, uint64_t after, int wait_ms,
                                       uint64_t *number, double *age_ms, int *state,
                                       char *error);
/// Stops the thread and lets the device go. A thread that hangs in a read ends by itself later.
void copencv_camera_close(copencv_camera *camera);

#ifdef __cplusplus
}
#endif
#endif
