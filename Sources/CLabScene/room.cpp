// The room behind the visitor, drawn: a wall, a closed door, a tiled floor.

#include <opencv2/imgproc.hpp>

#include "scene.hpp"

namespace scene {
namespace {

constexpr int floorRow = 408;
const cv::Rect door(392, 70, 168, floorRow - 70);

/// A bevelled field: light from the upper left.
void panel(cv::Mat &out, cv::Rect area, cv::Scalar colour, int bevel) {
    cv::rectangle(out, area, colour * .82, cv::FILLED);
    const cv::Rect lit(area.x + bevel, area.y + bevel, area.width - bevel, area.height - bevel);
    cv::rectangle(out, lit, colour * 1.12, cv::FILLED);
    const cv::Rect inner(lit.x, lit.y, lit.width - bevel, lit.height - bevel);
    cv::rectangle(out, inner, colour, cv::FILLED);
}

void drawFloor(cv::Mat &out) {
    const cv::Point vanishing(300, 150);
    cv::rectangle(out, {0, floorRow, size.width, size.height - floorRow},
                  cv::Scalar(120, 138, 150), cv::FILLED);
    const cv::Scalar joint(98, 114, 126);
    for (int i = -14; i <= 14; i++) {
        const cv::Point near(vanishing.x + i * 110, size.height + 40);
        const double s = double(floorRow - vanishing.y) / (near.y - vanishing.y);
        const cv::Point far(cvRound(vanishing.x + (near.x - vanishing.x) * s), floorRow);
        cv::line(out, far, near, joint, 1, cv::LINE_AA);
    }
    for (double row = floorRow + 9; row < size.height; row += (row - floorRow) * .9)
        cv::line(out, {0, cvRound(row)}, {size.width, cvRound(row)}, joint, 1, cv::LINE_AA);
    cv::rectangle(out, {0, floorRow - 16, size.width, 16}, cv::Scalar(178, 190, 196), cv::FILLED);
    cv::line(out, {0, floorRow - 16}, {size.width, floorRow - 16}, cv::Scalar(206, 214, 218), 2);
    cv::line(out, {0, floorRow}, {size.width, floorRow}, cv::Scalar(84, 96, 104), 2);
}

void drawDoor(cv::Mat &out) {
    const cv::Scalar frame(150, 172, 186), wood(88, 124, 158), metal(150, 156, 160);
    panel(out, {door.x - 14, door.y - 14, door.width + 28, door.height + 14}, frame, 2);
    cv::rectangle(out, door, wood * .6, cv::FILLED);
    cv::rectangle(out, {door.x + 3, door.y + 3, door.width - 6, door.height - 6}, wood,
                  cv::FILLED);
    for (int x = door.x + 6; x < door.br().x - 6; x += 7)
        cv::line(out, {x, door.y + 4}, {x + (x % 3) - 1, door.br().y - 4}, wood * .97, 1);
    panel(out, {door.x + 24, door.y + 26, door.width - 48, 120}, wood * .96, 3);
    panel(out, {door.x + 24, door.y + 172, door.width - 48, 140}, wood * .96, 3);
    cv::rectangle(out, {door.x + 9, door.y + 150, 9, 34}, metal, cv::FILLED);
    cv::line(out, {door.x + 13, door.y + 160}, {door.x + 40, door.y + 160}, metal * 1.15, 5,
             cv::LINE_AA);
    cv::rectangle(out, {door.x - 62, door.y + 132, 26, 26}, cv::Scalar(222, 228, 230), cv::FILLED);
    cv::rectangle(out, {door.x - 62, door.y + 132, 26, 26}, cv::Scalar(170, 178, 182), 1);
    cv::line(out, {door.x - 49, door.y + 134}, {door.x - 49, door.y + 156},
             cv::Scalar(190, 198, 202), 1);
}

/// Lamp light from the upper left, darker towards the corners, and the sensor's grain.
void light(cv::Mat &out) {
    cv::RNG random(20240617);
    cv::Mat grain(size, CV_32F), field;
    random.fill(grain, cv::RNG::NORMAL, 0, 1.6);
    out.convertTo(field, CV_32FC3);
    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++) {
            const double away = std::hypot((x - 210) / 640., (y - 60) / 480.);
            const float bright = float(1.06 - .30 * away * away);
            cv::Vec3f &pixel = field.at<cv::Vec3f>(y, x);
            const float g = grain.at<float>(y, x);
            pixel = pixel * bright + cv::Vec3f(g, g, g);
        }
    field.convertTo(out, CV_8UC3);
}

}  // namespace

cv::Mat emptyRoom() {
    cv::Mat out(size, CV_8UC3, cv::Scalar(196, 208, 212));
    drawFloor(out);
    drawDoor(out);
    cv::GaussianBlur(out, out, {}, 1.1);
    light(out);
    return out;
}

}  // namespace scene
