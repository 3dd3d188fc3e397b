#include <algorithm>
#include <fstream>
#include <iterator>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "scene.hpp"

namespace scene {
namespace {

/// Leaves out a PNG's colour profile: libpng warns on standard error about the old sRGB profile
/// that many pictures carry, and nothing here uses it.
void dropProfile(std::vector<uchar> &png) {
    const uchar signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    const uchar profile[4] = {'i', 'C', 'C', 'P'};
    if (png.size() < 8 || !std::equal(signature, signature + 8, png.begin())) return;
    // A chunk: length (4 bytes, big-endian), kind (4), data, check (4).
    for (size_t place = 8; place + 12 <= png.size();) {
        const size_t length = size_t(png[place]) << 24 | size_t(png[place + 1]) << 16 |
                              size_t(png[place + 2]) << 8 | png[place + 3];
        const size_t end = place + 12 + length;
        if (end > png.size()) return;
        if (std::equal(profile, profile + 4, png.begin() + long(place) + 4))
            png.erase(png.begin() + long(place), png.begin() + long(end));
        else
            place = end;
    }
}

}  // namespace

cv::Mat load(const std::string &file) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<uchar> bytes{std::istreambuf_iterator<char>(stream), {}};
    dropProfile(bytes);
    const cv::Mat picture = bytes.empty() ? cv::Mat() : cv::imdecode(bytes, cv::IMREAD_COLOR);
    if (picture.empty()) CV_Error(cv::Error::StsError, "no picture in " + file);
    return picture;
}

Portrait frame(const cv::Mat &picture, const clab_framing &framing) {
    const cv::Rect2d part(framing.x, framing.y, framing.width, framing.width * .75);
    const cv::Rect2d whole(0, 0, picture.cols, picture.rows);
    if (part.width < 64 || (part & whole).area() < part.area() - 1)
        CV_Error(cv::Error::StsOutOfRange, "the framing leaves the portrait");
    const double scale = size.width / part.width;
    const cv::Matx23d toFrame(scale, 0, -part.x * scale, 0, scale, -part.y * scale);
    Portrait portrait;
    cv::warpAffine(picture, portrait.picture, toFrame, size, cv::INTER_CUBIC,
                   cv::BORDER_REPLICATE);
    const cv::Point2d origin(part.x, part.y);
    portrait.leftEye = (cv::Point2d(framing.eye_left_x, framing.eye_left_y) - origin) * scale;
    portrait.rightEye = (cv::Point2d(framing.eye_right_x, framing.eye_right_y) - origin) * scale;
    if (portrait.unit() < 20) CV_Error(cv::Error::StsOutOfRange, "the eyes are too close");
    return portrait;
}

}  // namespace scene
