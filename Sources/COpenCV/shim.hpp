// What the shim's files share: the types behind the handles, and the wall against exceptions.
#pragma once

#include <cstdio>
#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <vector>

#include "copencv.h"

struct copencv_picture {
    cv::Mat pixels;
};

struct copencv_network {
    cv::dnn::Net net;
    std::vector<cv::Mat> outputs;
};

namespace copencv {

inline void report(char *error, const char *text) {
    if (error != nullptr) std::snprintf(error, COPENCV_ERROR_MAX, "%s", text);
}

/// Sets OpenCV up once: one thread, nothing printed on our standard error.
void prepare();

/// Calls `body`; an exception becomes a text and `failed`.
template <typename Result, typename Body>
Result guarded(Result failed, char *error, Body body) {
    report(error, "");
    try {
        prepare();
        return body();
    } catch (const cv::Exception &exception) {
        // `err` is the reason alone; what() would name source files and lines.
        report(error, exception.err.empty() ? "OpenCV error" : exception.err.c_str());
    } catch (const std::exception &exception) {
        report(error, exception.what());
    } catch (...) {
        report(error, "unknown error");
    }
    return failed;
}

/// The face of `side` pixels that `matrix` cuts out of `picture`.
cv::Mat cut(const copencv_picture &picture, const double *matrix, int side);

}  // namespace copencv
