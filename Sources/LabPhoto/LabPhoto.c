#include "LabPhoto.h"

#include <string.h>
#include <webp/decode.h>

enum { encoded_size = 1024, head_size = 6, width = 102, height = 126 };

int lab_photo_decode(const unsigned char *encoded, unsigned char *bgr) {
    if (memcmp(encoded, "LABP", 4) != 0) return 0;
    size_t length = (size_t)encoded[4] << 8 | encoded[5];
    if (length > encoded_size - head_size) return 0;

    // The picture's own head is read first: it alone decides how much the decoder writes.
    int found_width = 0, found_height = 0;
    const unsigned char *picture = encoded + head_size;
    if (!WebPGetInfo(picture, length, &found_width, &found_height)) return 0;
    if (found_width != width || found_height != height) return 0;

    const int stride = width * 3;
    return WebPDecodeBGRInto(picture, length, bgr, (size_t)stride * height, stride) != NULL;
}
