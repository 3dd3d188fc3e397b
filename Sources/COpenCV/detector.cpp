#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "shim.hpp"

namespace {

const std::vector<cv::String> outputNames = {
    "cls_8",  "cls_16",  "cls_32",  "obj_8", "obj_16", "obj_32",
    "bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32",
};

int roundedUp(int pixels) { return (pixels + 31) / 32 * 32; }

}  // namespace

int copencv_detect(copencv_network *network, const copencv_picture *picture, int border,
                   int width, double *scale, int *columns, char *error) {
    network->outputs.clear();
    return copencv::guarded(-1, error, [&] {
        const cv::Mat &pixels = picture->pixels;
        const int outerWidth = pixels.cols + 2 * border;
        const int outerHeight = pixels.rows + 2 * border;
        *scale = static_cast<double>(width) / outerWidth;
        // A strip of a picture must not become a tower: four times as high as wide at most.
        const int height = std::clamp(cvRound(outerHeight * *scale), 1, 4 * width);

        cv::Mat framed = pixels;
        if (border > 0) {
            framed = cv::Mat();
            cv::copyMakeBorder(pixels, framed, border, border, border, border,
                               cv::BORDER_REPLICATE);
        }
        cv::Mat scaled;
        const auto method = *scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR;
        cv::resize(framed, scaled, cv::Size(width, height), 0, 0, method);
        cv::Mat padded;
        cv::copyMakeBorder(scaled, padded, 0, roundedUp(height) - height, 0,
                           roundedUp(width) - width, cv::BORDER_CONSTANT);

        network->net.setInput(cv::dnn::blobFromImage(padded));
        network->net.forward(network->outputs, outputNames);
        *columns = padded.cols;
        return 0;
    });
}

const float *copencv_detect_output(const copencv_network *network, int index, size_t *count) {
    *count = 0;
    if (index < 0 || static_cast<size_t>(index) >= network->outputs.size()) return nullptr;
    const cv::Mat &output = network->outputs[static_cast<size_t>(index)];
    if (output.depth() != CV_32F || !output.isContinuous()) return nullptr;
    *count = output.total();
    return output.ptr<float>();
}
