// An attack: a paper print of the portrait before the camera. Nothing here is shared with the
// living head. The paper is cut into upright plane strips, each seen through a pinhole camera.

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "scene.hpp"

namespace scene {
namespace {

/// Focal length in pixels: a view of 44 degrees, as common webcams have.
constexpr double focal = 800;
/// Columns that the paper covers when it faces the camera.
constexpr double paperColumns = 600;
/// White margin of the print, pixels of the print.
constexpr int margin = 20;

struct Strip {
    /// Corners in the print and in the picture, from the upper left clockwise.
    std::vector<cv::Point2f> print, seen;
    double distance, light;
};

double radians(double degrees) { return degrees * CV_PI / 180; }

/// Where the paper's line at `s` (-0.5...0.5) runs, seen from above: across, away from the camera.
cv::Point2d curve(double s, const clab_hold &hold) {
    if (hold.crease > 0) {
        const double fold = radians(std::min(hold.crease, 80.));
        return {s * std::cos(fold), std::abs(s) * std::sin(fold)};
    }
    if (hold.bend < 1) return {s, 0};
    const double arc = radians(std::min(hold.bend, 300.));
    return {std::sin(s * arc) / arc, (1 - std::cos(s * arc)) / arc};
}

cv::Matx33d rotation(const clab_hold &hold) {
    const double a = radians(hold.yaw), p = radians(hold.pitch), r = radians(hold.roll);
    const cv::Matx33d yaw(std::cos(a), 0, -std::sin(a), 0, 1, 0, std::sin(a), 0, std::cos(a));
    const cv::Matx33d pitch(1, 0, 0, 0, std::cos(p), std::sin(p), 0, -std::sin(p), std::cos(p));
    const cv::Matx33d roll(std::cos(r), -std::sin(r), 0, std::sin(r), std::cos(r), 0, 0, 0, 1);
    return roll * pitch * yaw;
}

/// The strips that show their front, the farthest first.
std::vector<Strip> cut(cv::Size print, const clab_hold &hold) {
    const double halfHeight = .5 * print.height / print.width, distance = focal / paperColumns;
    const int count = hold.crease > 0 ? 2 : hold.bend < 1 ? 1 : cvCeil(hold.bend / 2);
    const cv::Matx33d turn = rotation(hold);
    std::vector<Strip> strips;
    for (int i = 0; i < count; i++) {
        const double from = double(i) / count - .5, to = double(i + 1) / count - .5;
        const double along[4] = {from, to, to, from};
        cv::Vec3d corner[4];
        Strip strip{};
        for (int k = 0; k < 4; k++) {
            const cv::Point2d line = curve(along[k], hold);
            const double height = k < 2 ? -halfHeight : halfHeight;
            corner[k] = turn * cv::Vec3d(line.x, height, line.y) + cv::Vec3d(0, 0, distance);
            if (corner[k][2] < .1) return {};
            strip.seen.push_back(
                {float(size.width * .5 + hold.shift_x + focal * corner[k][0] / corner[k][2]),
                 float(size.height * .5 + hold.shift_y + focal * corner[k][1] / corner[k][2])});
            strip.print.push_back({float((along[k] + .5) * print.width - .5),
                                   float((k < 2 ? 0 : print.height) - .5)});
            strip.distance += corner[k][2] / 4;
        }
        const cv::Vec3d normal =
            cv::normalize((corner[1] - corner[0]).cross(corner[3] - corner[0]));
        const cv::Vec3d sight = cv::normalize(corner[0] + corner[2]);
        if (normal.dot(sight) < .01) continue;
        strip.light = .78 + .22 * std::abs(normal[2]);
        strips.push_back(strip);
    }
    std::sort(strips.begin(), strips.end(),
              [](const Strip &a, const Strip &b) { return a.distance > b.distance; });
    return strips;
}

void lay(const Strip &strip, const cv::Mat &print, cv::Mat &out) {
    cv::Rect area = cv::boundingRect(strip.seen) & cv::Rect(cv::Point(), out.size());
    if (area.empty()) return;
    std::vector<cv::Point2f> seen;
    std::vector<cv::Point> outline;
    for (const cv::Point2f &p : strip.seen) {
        seen.push_back(p - cv::Point2f(area.tl()));
        outline.push_back({cvRound(seen.back().x * 16), cvRound(seen.back().y * 16)});
    }
    cv::Mat piece, mask = cv::Mat::zeros(area.size(), CV_8U);
    cv::warpPerspective(print, piece, cv::getPerspectiveTransform(strip.print, seen), area.size(),
                        cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    piece.convertTo(piece, -1, strip.light);
    cv::fillConvexPoly(mask, outline, 255, cv::LINE_8, 4);
    piece.copyTo(out(area), mask);
}

}  // namespace

cv::Mat heldUp(const cv::Mat &picture, const clab_hold &hold, const cv::Mat &room) {
    cv::Mat print, out = room.clone();
    cv::copyMakeBorder(picture, print, margin, margin, margin, margin, cv::BORDER_CONSTANT,
                       cv::Scalar(236, 240, 240));
    for (const Strip &strip : cut(print.size(), hold)) lay(strip, print, out);
    // The lens softens the paper's edge, which is cut hard above.
    cv::GaussianBlur(out, out, {3, 3}, .6);
    return out;
}

}  // namespace scene
