// The shape of a head from one picture: an ellipsoid for the skull, the face mesh on its front.

#include <map>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "scene.hpp"

namespace scene {
namespace {

constexpr int pointCount = 468;
/// Columns and rows of the mesh model's input.
constexpr int inputSide = 192;
// Numbers of some of the mesh's points.
constexpr int upperLip = 13, lowerLip = 14;

/// One run of the model on the square around `centre`; points in frame pixels, z to the camera.
std::vector<cv::Point3f> readMesh(cv::dnn::Net &net, const cv::Mat &picture, cv::Point2d centre,
                                  double side, double tilt) {
    const double scale = side / inputSide, c = std::cos(tilt) * scale, s = std::sin(tilt) * scale;
    const double half = inputSide * .5;
    const cv::Matx23d toFrame(c, -s, centre.x - c * half + s * half,  //
                              s, c, centre.y - s * half - c * half);
    cv::Mat crop;
    cv::warpAffine(picture, crop, toFrame, {inputSide, inputSide},
                   cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    net.setInput(cv::dnn::blobFromImage(crop, 1 / 255., {}, {}, true));
    std::vector<cv::Mat> outputs;
    net.forward(outputs, net.getUnconnectedOutLayersNames());
    for (const cv::Mat &output : outputs) {
        if (output.total() != size_t(pointCount) * 3) continue;
        const float *value = output.ptr<float>();
        std::vector<cv::Point3f> points(pointCount);
        for (cv::Point3f &point : points) {
            const double x = value[0], y = value[1], z = value[2];
            point = cv::Point3f(float(toFrame(0, 0) * x + toFrame(0, 1) * y + toFrame(0, 2)),
                                float(toFrame(1, 0) * x + toFrame(1, 1) * y + toFrame(1, 2)),
                                float(-z * scale));
            value += 3;
        }
        return points;
    }
    CV_Error(cv::Error::StsError, "the mesh model gives no 468 points");
}

std::vector<cv::Point3f> findMesh(const Portrait &portrait, const std::string &file) {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(file);
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    const cv::Point2d across = portrait.rightEye - portrait.leftEye;
    const double tilt = std::atan2(across.y, across.x), unit = portrait.unit();
    // First by the eyes, then again around the points found: the model is exact only when the
    // face fills two thirds of its input.
    cv::Point2d centre = portrait.eyes() + cv::Point2d(-across.y, across.x) * .45;
    std::vector<cv::Point3f> points = readMesh(net, portrait.picture, centre, unit * 3.6, tilt);
    float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
    for (const cv::Point3f &p : points) {
        left = std::min(left, p.x), right = std::max(right, p.x);
        top = std::min(top, p.y), bottom = std::max(bottom, p.y);
    }
    centre = cv::Point2d((left + right) / 2, (top + bottom) / 2);
    const double side = std::max(right - left, bottom - top) * 1.5;
    return readMesh(net, portrait.picture, centre, side, tilt);
}

/// Fills one triangle of the mesh: `z` between its corners, `mask` inside.
void fillTriangle(const cv::Point3f &a, const cv::Point3f &b, const cv::Point3f &c, cv::Mat &z,
                  cv::Mat &mask) {
    const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    if (std::abs(area) < 1e-6f) return;
    const int top = std::max(0, cvFloor(std::min({a.y, b.y, c.y})));
    const int bottom = std::min(z.rows - 1, cvCeil(std::max({a.y, b.y, c.y})));
    const int left = std::max(0, cvFloor(std::min({a.x, b.x, c.x})));
    const int right = std::min(z.cols - 1, cvCeil(std::max({a.x, b.x, c.x})));
    for (int y = top; y <= bottom; y++)
        for (int x = left; x <= right; x++) {
            const float u = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / area;
            const float v = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / area;
            if (u < -.001f || v < -.001f || u + v > 1.001f) continue;
            z.at<float>(y, x) = a.z + u * (b.z - a.z) + v * (c.z - a.z);
            mask.at<uchar>(y, x) = 255;
        }
}

/// The mesh as a field of depths; outside of `mask` it is 0.
cv::Mat fillMesh(const std::vector<cv::Point3f> &points, cv::Mat &mask) {
    const cv::Rect frame(cv::Point(), size);
    cv::Subdiv2D triangulation(frame);
    std::map<std::pair<float, float>, float> depthAt;
    for (const cv::Point3f &p : points) {
        if (!frame.contains(cv::Point(cvFloor(p.x), cvFloor(p.y)))) continue;
        triangulation.insert(cv::Point2f(p.x, p.y));
        depthAt[{p.x, p.y}] = p.z;
    }
    std::vector<cv::Vec6f> triangles;
    triangulation.getTriangleList(triangles);
    cv::Mat z = cv::Mat::zeros(size, CV_32F);
    mask = cv::Mat::zeros(size, CV_8U);
    for (const cv::Vec6f &t : triangles) {
        cv::Point3f corner[3];
        bool known = true;
        for (int i = 0; i < 3; i++) {
            const auto found = depthAt.find({t[2 * i], t[2 * i + 1]});
            known = known && found != depthAt.end();
            if (known) corner[i] = cv::Point3f(t[2 * i], t[2 * i + 1], found->second);
        }
        if (known) fillTriangle(corner[0], corner[1], corner[2], z, mask);
    }
    return z;
}

/// Lays the mesh on the skull so that its rim lies on it, and blends the rim away.
void layOn(cv::Mat &skull, cv::Mat mesh, const cv::Mat &mask) {
    cv::Mat inner, alpha;
    const auto disc = [](int d) { return cv::getStructuringElement(cv::MORPH_ELLIPSE, {d, d}); };
    cv::erode(mask, inner, disc(31));
    const cv::Mat rim = mask & ~inner;
    mesh += cv::mean(skull - mesh, rim)[0];
    cv::erode(mask, alpha, disc(19));
    alpha.convertTo(alpha, CV_32F, 1 / 255.);
    cv::GaussianBlur(alpha, alpha, {}, 8);
    cv::Mat inside;
    mask.convertTo(inside, CV_32F, 1 / 255.);
    alpha = alpha.mul(inside);
    skull += alpha.mul(mesh - skull);
    cv::GaussianBlur(skull, skull, {}, 1.2);
}

double smooth(double from, double to, double value) {
    const double s = std::min(1., std::max(0., (value - from) / (to - from)));
    return s * s * (3 - 2 * s);
}

}  // namespace

Relief shape(const Portrait &portrait, const std::string &file) {
    const std::vector<cv::Point3f> points = findMesh(portrait, file);
    const cv::Point2d eyes = portrait.eyes();
    const double unit = portrait.unit();
    const double mouthX = (points[upperLip].x + points[lowerLip].x) / 2;
    const double mouthY = (points[upperLip].y + points[lowerLip].y) / 2;
    const double face = cv::norm(cv::Point2d(mouthX, mouthY) - eyes);
    // Half axes of the skull in eye distances: found by trying, on portraits of two people.
    const cv::Point2d centre(eyes.x, eyes.y + .30 * face);
    const double halfX = 1.75 * unit, halfY = 2.45 * unit, halfZ = 1.55 * unit;
    const double neck = mouthY + .75 * unit;
    Relief relief;
    relief.depth = cv::Mat::zeros(size, CV_32F);
    relief.follow = cv::Mat::zeros(size, CV_32F);
    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++) {
            const double r = std::hypot((x - centre.x) / halfX, (y - centre.y) / halfY);
            if (r < 1) relief.depth.at<float>(y, x) = float(halfZ * std::sqrt(1 - r * r));
            relief.follow.at<float>(y, x) =
                float((1 - smooth(1, 1.55, r)) * (1 - smooth(neck, neck + 1.1 * unit, y)));
        }
    cv::Mat mask;
    const cv::Mat mesh = fillMesh(points, mask);
    layOn(relief.depth, mesh, mask);
    relief.axisX = centre.x;
    relief.axisDepth = .75 * relief.depth.at<float>(cvRound(eyes.y), cvRound(eyes.x));
    return relief;
}

}  // namespace scene
