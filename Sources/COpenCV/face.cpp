// The two networks that look at one face cut out: SFace and the mesh.
#include <cstring>
#include <stdexcept>

#include "shim.hpp"

namespace {

const float *numbers(const cv::Mat &output, size_t count) {
    if (output.depth() != CV_32F || !output.isContinuous() || output.total() != count) {
        throw std::runtime_error("the network's output has another shape");
    }
    return output.ptr<float>();
}

}  // namespace

int copencv_embed(copencv_network *network, const copencv_picture *picture,
                  const double *matrix, float *out, char *error) {
    return copencv::guarded(-1, error, [&] {
        const cv::Mat face = copencv::cut(*picture, matrix, 112);
        network->net.setInput(cv::dnn::blobFromImage(face, 1, cv::Size(), cv::Scalar(), true));
        cv::Mat output = network->net.forward();
        const double length = cv::norm(output);
        if (!(length > 0)) throw std::runtime_error("the embedding has no length");
        output = output / length;
        std::memcpy(out, numbers(output, COPENCV_EMBEDDING), COPENCV_EMBEDDING * sizeof(float));
        return 0;
    });
}

int copencv_mesh(copencv_network *network, const copencv_picture *picture,
                 const double *matrix, float *out, float *presence, char *error) {
    return copencv::guarded(-1, error, [&] {
        const cv::Mat face = copencv::cut(*picture, matrix, 192);
        const cv::Scalar none;
        network->net.setInput(cv::dnn::blobFromImage(face, 1 / 255.0, cv::Size(), none, true));
        network->net.forward(network->outputs, network->net.getUnconnectedOutLayersNames());
        const float *points = nullptr;
        const float *logit = nullptr;
        for (const cv::Mat &output : network->outputs) {
            if (output.total() == COPENCV_MESH) points = numbers(output, COPENCV_MESH);
            if (output.total() == 1) logit = numbers(output, 1);
        }
        if (points == nullptr || logit == nullptr) {
            throw std::runtime_error("the network's output has another shape");
        }
        std::memcpy(out, points, COPENCV_MESH * sizeof(float));
        *presence = 1 / (1 + std::exp(-*logit));
        return 0;
    });
}
