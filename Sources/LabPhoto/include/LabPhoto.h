#ifndef LAB_PHOTO_H
#define LAB_PHOTO_H

/// Decodes the photo of a lab card, with the signature that card vendors' libraries have.
///
/// `encoded` is 1,024 bytes: `LABP`, a length (2 bytes, big-endian), a WebP picture of 102x126
/// pixels. `bgr` takes 38,556 bytes: rows from the top, blue, green, red.
/// Gives 1 when decoded; 0, with `bgr` undefined, when the bytes are no such picture.
__attribute__((visibility("default")))
int lab_photo_decode(const unsigned char *encoded, unsigned char *bgr);

#endif
