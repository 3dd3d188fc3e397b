// The living head: one continuous sheet over the relief, turned about an upright axis. Rows stay
// rows, the side that turns away is hidden behind the nearer one.

#include <opencv2/imgproc.hpp>
#include <vector>

#include "scene.hpp"

namespace scene {
namespace {

/// Where one point of a row goes: its column, its depth, the column and weight it came from.
struct Sample {
    float column, depth, source, follow;
};

/// Columns are sampled at every half pixel, so that a stretched side has no gaps.
constexpr int perPixel = 2;

void fillBetween(const Sample &a, const Sample &b, float swayY, int y, std::vector<float> &nearest,
                 float *mapX, float *mapY) {
    const Sample &low = a.column <= b.column ? a : b, &high = a.column <= b.column ? b : a;
    const int first = std::max(0, cvCeil(low.column));
    const int last = std::min(size.width - 1, cvFloor(high.column));
    const float span = high.column - low.column;
    for (int x = first; x <= last; x++) {
        const float s = span > 0 ? (x - low.column) / span : 0;
        const float depth = low.depth + s * (high.depth - low.depth);
        if (depth <= nearest[x]) continue;
        nearest[x] = depth;
        mapX[x] = low.source + s * (high.source - low.source);
        mapY[x] = y - swayY * (low.follow + s * (high.follow - low.follow));
    }
}

}  // namespace

cv::Mat turned(const Portrait &portrait, const Relief &relief, double yaw, cv::Point2d sway) {
    const double angle = std::min(75., std::max(-75., yaw)) * CV_PI / 180;
    const float c = float(std::cos(angle)), s = float(std::sin(angle));
    const float axisX = float(relief.axisX), axisDepth = float(relief.axisDepth);
    const float swayX = float(sway.x), swayY = float(sway.y);
    cv::Mat mapX(size, CV_32F), mapY(size, CV_32F);
    std::vector<float> nearest(size.width);
    for (int y = 0; y < size.height; y++) {
        const float *depth = relief.depth.ptr<float>(y), *follow = relief.follow.ptr<float>(y);
        float *toX = mapX.ptr<float>(y), *toY = mapY.ptr<float>(y);
        for (int x = 0; x < size.width; x++) toX[x] = float(x), toY[x] = float(y);
        std::fill(nearest.begin(), nearest.end(), -1e9f);
        Sample previous{};
        for (int i = 0; i <= (size.width - 1) * perPixel; i++) {
            const int x = i / perPixel, next = std::min(x + 1, size.width - 1);
            const float part = float(i % perPixel) / perPixel, source = x + part;
            const float z = depth[x] + part * (depth[next] - depth[x]);
            const float w = follow[x] + part * (follow[next] - follow[x]);
            const float across = source - axisX;
            const Sample sample{
                source + w * (across * (c - 1) + (z - axisDepth) * s + swayX),
                w * (z * c - across * s), source, w};
            if (i > 0) fillBetween(previous, sample, swayY, y, nearest, toX, toY);
            previous = sample;
        }
    }
    cv::Mat out;
    cv::remap(portrait.picture, out, mapX, mapY, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    return out;
}

}  // namespace scene
