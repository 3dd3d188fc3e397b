#include <algorithm>
#include <cstring>
#include <mutex>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "shim.hpp"

using copencv::guarded;

void copencv::prepare() {
    static std::once_flag once;
    std::call_once(once, [] {
        // A kiosk has two cores; one comparison must not take both. Timing is steadier too.
        cv::setNumThreads(1);
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        cv::redirectError(
            [](int, const char *, const char *, const char *, int, void *) { return 0; });
    });
}

cv::Mat copencv::cut(const copencv_picture &picture, const double *matrix, int side) {
    const cv::Mat transform(2, 3, CV_64F, const_cast<double *>(matrix));
    cv::Mat face;
    cv::warpAffine(picture.pixels, face, transform, cv::Size(side, side), cv::INTER_LINEAR);
    return face;
}

namespace {

/// No still picture needs more pixels to find a face in; a strip of millions of columns would
/// become a monster as soon as it gets a border.
cv::Mat bounded(const cv::Mat &pixels) {
    const int side = std::max(pixels.cols, pixels.rows);
    if (side <= COPENCV_STILL_MAX) return pixels;
    const double scale = static_cast<double>(COPENCV_STILL_MAX) / side;
    cv::Mat small;
    cv::resize(pixels, small,
               cv::Size(std::max(1, cvRound(pixels.cols * scale)),
                        std::max(1, cvRound(pixels.rows * scale))),
               0, 0, cv::INTER_AREA);
    return small;
}

}  // namespace

copencv_picture *copencv_picture_decode(const uint8_t *bytes, size_t count, char *error) {
    return guarded<copencv_picture *>(nullptr, error, [&]() -> copencv_picture * {
        if (bytes == nullptr || count == 0 || count > INT32_MAX) {
            copencv::report(error, "no picture");
            return nullptr;
        }
        const cv::Mat data(1, static_cast<int>(count), CV_8U, const_cast<uint8_t *>(bytes));
        cv::Mat pixels = cv::imdecode(data, cv::IMREAD_COLOR);
        if (pixels.empty()) {
            copencv::report(error, "not a picture");
            return nullptr;
        }
        return new copencv_picture{bounded(pixels)};
    });
}

copencv_picture *copencv_picture_copy(const uint8_t *bgr, int width, int height, char *error) {
    return guarded<copencv_picture *>(nullptr, error, [&]() -> copencv_picture * {
        if (bgr == nullptr || width < 1 || height < 1) {
            copencv::report(error, "no picture");
            return nullptr;
        }
        const cv::Mat borrowed(height, width, CV_8UC3, const_cast<uint8_t *>(bgr));
        cv::Mat owned = bounded(borrowed);
        return new copencv_picture{owned.data == bgr ? owned.clone() : owned};
    });
}

int copencv_picture_width(const copencv_picture *picture) { return picture->pixels.cols; }

int copencv_picture_height(const copencv_picture *picture) { return picture->pixels.rows; }

long copencv_picture_jpeg(const copencv_picture *picture, int width_max, int mirrored,
                          int quality, uint8_t *out, size_t capacity, char *error) {
    return guarded(-1L, error, [&]() -> long {
        cv::Mat pixels = picture->pixels;
        if (pixels.cols > width_max) {
            const double scale = static_cast<double>(width_max) / pixels.cols;
            const cv::Size size(width_max, std::max(1, cvRound(pixels.rows * scale)));
            cv::Mat small;
            cv::resize(pixels, small, size, 0, 0, cv::INTER_AREA);
            pixels = small;
        }
        if (mirrored != 0) {
            cv::Mat flipped;
            cv::flip(pixels, flipped, 1);
            pixels = flipped;
        }
        std::vector<uint8_t> file;
        cv::imencode(".jpg", pixels, file, {cv::IMWRITE_JPEG_QUALITY, quality});
        if (file.size() > capacity) {
            copencv::report(error, "the picture is too large");
            return -1;
        }
        std::memcpy(out, file.data(), file.size());
        return static_cast<long>(file.size());
    });
}

void copencv_picture_free(copencv_picture *picture) { delete picture; }
