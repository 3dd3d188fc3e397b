// What the files of this shim share.
#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "clabscene.h"

namespace scene {

const cv::Size size(CLAB_WIDTH, CLAB_HEIGHT);

/// A portrait as the camera frames it, with the points that everything is measured from.
struct Portrait {
    /// 640 x 480, blue, green, red.
    cv::Mat picture;
    cv::Point2d leftEye, rightEye;

    cv::Point2d eyes() const { return (leftEye + rightEye) * .5; }
    /// The distance of the eyes: the unit of all measures of the head.
    double unit() const { return cv::norm(rightEye - leftEye); }
};

/// The shape of a head, one value a pixel.
struct Relief {
    /// Towards the camera, pixels; 0 where nothing stands out.
    cv::Mat depth;
    /// How far a pixel follows the head: 1 the head, 0 the wall and the body.
    cv::Mat follow;
    /// The upright axis that the head turns about: its column and its depth.
    double axisX, axisDepth;
};

/// Reads the whole picture `file`. Throws when it is none.
cv::Mat load(const std::string &file);
/// Cuts the camera's part out of `picture`.
Portrait frame(const cv::Mat &picture, const clab_framing &framing);

/// Shapes the head with the face mesh model in `file`.
Relief shape(const Portrait &portrait, const std::string &file);

/// The living head, turned and swaying.
cv::Mat turned(const Portrait &portrait, const Relief &relief, double yaw, cv::Point2d sway);

/// A paper print of `picture`, held before `room`.
cv::Mat heldUp(const cv::Mat &picture, const clab_hold &hold, const cv::Mat &room);

/// A plain room with a door and nobody in it.
cv::Mat emptyRoom();

/// The 102 x 126 picture of the person, with a light background.
cv::Mat cardPicture(const cv::Mat &picture, const clab_framing &framing);
/// Puts `picture` into a card's photo field; returns the WebP quality.
int fillCardField(const cv::Mat &picture, uint8_t *field);

}  // namespace scene
