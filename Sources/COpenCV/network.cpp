#include "shim.hpp"

copencv_network *copencv_network_load(const uint8_t *onnx, size_t count, char *error) {
    return copencv::guarded<copencv_network *>(nullptr, error, [&]() -> copencv_network * {
        auto net = cv::dnn::readNetFromONNX(reinterpret_cast<const char *>(onnx), count);
        net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        return new copencv_network{net, {}};
    });
}

void copencv_network_free(copencv_network *network) { delete network; }
