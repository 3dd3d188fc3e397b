// A frame as a stream's reader decodes it: byte for byte what stands in its memory.

#include <algorithm>
#include <cstring>
#include <opencv2/videoio.hpp>

#include "clabscene.h"

int clab_stream_frame(const char *path, uint8_t *pixels, int capacity, int *width, int *height) {
    try {
        cv::VideoCapture capture;
        cv::Mat frame;
        if (!capture.open(path, cv::CAP_FFMPEG) || !capture.read(frame)) return -1;
        const size_t length = frame.total() * frame.elemSize();
        if (frame.type() != CV_8UC3 || !frame.isContinuous() || length > size_t(capacity)) return -1;
        std::memcpy(pixels, frame.data, length);
        *width = frame.cols;
        *height = frame.rows;
        return int(length);
    } catch (...) {
        return -1;
    }
}
