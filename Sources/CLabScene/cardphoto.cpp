// The photo on a card: head and shoulders before a light background, in the lab's own container.

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "scene.hpp"

namespace scene {
namespace {

const cv::Size cardSize(102, 126);
/// Eye distance, and the eyes' row, as parts of the card's width and height.
constexpr double unitPart = .235, eyesPart = .44;
constexpr int headerLength = 6;

/// The person as a mask of 0...1, found by colours around a rough outline of head and shoulders.
cv::Mat outline(const cv::Mat &crop, double unit, cv::Point2d eyes) {
    cv::Mat labels(crop.size(), CV_8U, cv::Scalar(cv::GC_BGD)), background, foreground;
    const auto oval = [&](double down, double halfX, double halfY, int label) {
        const cv::Point centre(cvRound(eyes.x), cvRound(eyes.y + down * unit));
        cv::ellipse(labels, centre, {cvRound(halfX * unit), cvRound(halfY * unit)}, 0, 0, 360,
                    label, cv::FILLED);
    };
    oval(.15, 1.9, 2.5, cv::GC_PR_FGD);
    const cv::Rect whole(cv::Point(), crop.size());
    const auto beside = [&](double from) {
        return whole & cv::Rect(cvRound(eyes.x + from * unit), cvRound(eyes.y + unit),
                                crop.cols, crop.rows);
    };
    // Beside the chin there is only background; under it the shoulders begin.
    labels(beside(.78)) = cv::GC_BGD;
    labels(cv::Rect(whole.tl(), cv::Point(cvRound(eyes.x - .78 * unit), whole.br().y)) &
           beside(-9)) = cv::GC_BGD;
    oval(4.4, 4.0, 3.2, cv::GC_PR_FGD);
    oval(3.2, 2.2, 1.6, cv::GC_FGD);
    oval(-.1, .9, 1.6, cv::GC_FGD);
    labels(whole & cv::Rect(cvRound(eyes.x - .6 * unit), cvRound(eyes.y), cvRound(1.2 * unit),
                            crop.rows)) = cv::GC_FGD;
    cv::setRNGSeed(1);
    cv::grabCut(crop, labels, {}, background, foreground, 4, cv::GC_INIT_WITH_MASK);
    cv::Mat mask = (labels & 1) * 255;
    cv::medianBlur(mask, mask, 5);
    mask.convertTo(mask, CV_32F, 1 / 255.);
    cv::GaussianBlur(mask, mask, {}, unit * .03);
    return mask;
}

/// Takes detail away around the face, so that the field's few bytes go where people are told
/// apart: measured, the similarity to the living face rises from .72 to .85.
void soften(cv::Mat &card, double unit, cv::Point2d eyes) {
    cv::Mat soft, face = cv::Mat::zeros(card.size(), CV_32F), around;
    const cv::Point middle(cvRound(eyes.x), cvRound(eyes.y + .45 * unit));
    cv::ellipse(face, middle, {cvRound(1.2 * unit), cvRound(1.6 * unit)}, 0, 0, 360, 1,
                cv::FILLED);
    cv::GaussianBlur(face, face, {}, .15 * unit);
    cv::subtract(1, face, around);
    cv::GaussianBlur(card, soft, {}, 1.5);
    cv::blendLinear(card, soft, face, around, card);
}

}  // namespace

cv::Mat cardPicture(const cv::Mat &picture, const clab_framing &framing) {
    const cv::Point2d left(framing.eye_left_x, framing.eye_left_y);
    const cv::Point2d right(framing.eye_right_x, framing.eye_right_y);
    const cv::Point2d middle = (left + right) * .5;
    // Four times the card's size, so that the outline is smoother than the card's pixels; half of
    // that is enough to find it, and four times quicker.
    const cv::Size large = cardSize * 4;
    const double unit = unitPart * large.width, scale = unit / cv::norm(right - left);
    const cv::Point2d eyes(large.width * .5, large.height * eyesPart);
    const cv::Matx23d toCard(scale, 0, eyes.x - middle.x * scale,  //
                             0, scale, eyes.y - middle.y * scale);
    cv::Mat crop, card;
    cv::warpAffine(picture, crop, toCard, large, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    cv::Mat half, mask;
    cv::resize(crop, half, {}, .5, .5, cv::INTER_AREA);
    cv::resize(outline(half, unit * .5, eyes * .5), mask, large);
    const cv::Vec3b backdrop(245, 243, 240);
    for (int y = 0; y < crop.rows; y++)
        for (int x = 0; x < crop.cols; x++) {
            cv::Vec3b &pixel = crop.at<cv::Vec3b>(y, x);
            const float person = mask.at<float>(y, x);
            for (int i = 0; i < 3; i++)
                pixel[i] = cv::saturate_cast<uchar>(pixel[i] * person + backdrop[i] * (1 - person));
        }
    cv::resize(crop, card, cardSize, 0, 0, cv::INTER_AREA);
    soften(card, unit / 4, eyes * .25);
    return card;
}

int fillCardField(const cv::Mat &picture, uint8_t *field) {
    for (int quality = 100; quality >= 1; quality--) {
        std::vector<uchar> bytes;
        cv::imencode(".webp", picture, bytes, {cv::IMWRITE_WEBP_QUALITY, quality});
        if (bytes.size() > CLAB_CARD_PHOTO - headerLength) continue;
        std::fill(field, field + CLAB_CARD_PHOTO, uint8_t(0));
        const uint8_t header[headerLength] = {'L', 'A', 'B', 'P', uint8_t(bytes.size() >> 8),
                                              uint8_t(bytes.size() & 0xFF)};
        std::copy(header, header + headerLength, field);
        std::copy(bytes.begin(), bytes.end(), field + headerLength);
        return quality;
    }
    CV_Error(cv::Error::StsOutOfRange, "the portrait does not fit the card's photo field");
}

}  // namespace scene
