// The C side: keeps every exception in.

#include "clabscene.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <vector>

#include "scene.hpp"

struct clab_person {
    scene::Portrait portrait;
    scene::Relief relief;
};

namespace {

constexpr int quality = 85;

const cv::Mat &room() {
    static const cv::Mat picture = scene::emptyRoom();
    return picture;
}

int encode(const cv::Mat &picture, uint8_t *jpeg, int capacity) {
    std::vector<uchar> bytes;
    cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
    if (!jpeg || capacity < 0 || bytes.size() > size_t(capacity)) return -1;
    std::copy(bytes.begin(), bytes.end(), jpeg);
    return int(bytes.size());
}

void explain(const char *reason, char *message, int messageSize) {
    if (message && messageSize > 0) std::snprintf(message, size_t(messageSize), "%s", reason);
}

}  // namespace

extern "C" {

clab_person *clab_person_open(const char *portrait, const char *mesh, const clab_framing *framing,
                              char *message, int message_size) {
    try {
        // One thread: the machine also runs the kiosk that looks at these pictures.
        cv::setNumThreads(1);
        auto person = std::make_unique<clab_person>();
        person->portrait = scene::frame(scene::load(portrait), *framing);
        person->relief = scene::shape(person->portrait, mesh);
        return person.release();
    } catch (const cv::Exception &error) {
        explain(error.err.c_str(), message, message_size);
    } catch (const std::exception &error) {
        explain(error.what(), message, message_size);
    } catch (...) {
        explain("unknown", message, message_size);
    }
    return nullptr;
}

void clab_person_close(clab_person *person) { delete person; }

int clab_head(const clab_person *person, double yaw, double sway_x, double sway_y, uint8_t *jpeg,
              int capacity) {
    try {
        const cv::Mat picture =
            scene::turned(person->portrait, person->relief, yaw, {sway_x, sway_y});
        return encode(picture, jpeg, capacity);
    } catch (...) {
        return -1;
    }
}

int clab_print(const clab_person *person, const clab_hold *hold, uint8_t *jpeg, int capacity) {
    try {
        return encode(scene::heldUp(person->portrait.picture, *hold, room()), jpeg, capacity);
    } catch (...) {
        return -1;
    }
}

int clab_room(uint8_t *jpeg, int capacity) {
    try {
        return encode(room(), jpeg, capacity);
    } catch (...) {
        return -1;
    }
}

int clab_card_photo(const char *portrait, const clab_framing *framing, uint8_t *field,
                    char *message, int message_size) {
    try {
        return scene::fillCardField(scene::cardPicture(scene::load(portrait), *framing), field);
    } catch (const cv::Exception &error) {
        explain(error.err.c_str(), message, message_size);
    } catch (const std::exception &error) {
        explain(error.what(), message, message_size);
    } catch (...) {
        explain("unknown", message, message_size);
    }
    return -1;
}

}  // extern "C"
