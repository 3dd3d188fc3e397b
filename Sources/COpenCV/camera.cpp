#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <opencv2/videoio.hpp>
#include <string>
#include <thread>

#include "shim.hpp"

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

/// What the reading thread and the handle share; the last of the two to go frees it.
struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    cv::Mat frame;
    uint64_t number = 0;
    Clock::time_point arrived = Clock::now();
    int state = COPENCV_CAMERA_OPENING;
    bool stop = false;
    bool ended = false;
};

struct Source {
    std::string name;
    int openMs;
    int readMs;

    bool isNumber() const {
        return !name.empty() && name.size() <= 3 &&
               name.find_first_not_of("0123456789") == std::string::npos;
    }
    bool isAddress() const { return name.find("://") != std::string::npos; }

    bool open(cv::VideoCapture &capture) const {
        if (isNumber()) return capture.open(std::stoi(name), cv::CAP_V4L2);
        if (!isAddress()) return capture.open(name, cv::CAP_FFMPEG);
        // Without these a silent camera blocks 30 s. They can be given on opening only.
        return capture.open(name, cv::CAP_FFMPEG,
                            {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, openMs,
                             cv::CAP_PROP_READ_TIMEOUT_MSEC, readMs});
    }

    /// A file has no clock of its own: it is played at its own speed.
    milliseconds pause(const cv::VideoCapture &capture) const {
        if (isNumber() || isAddress()) return milliseconds(0);
        const double rate = capture.get(cv::CAP_PROP_FPS);
        return milliseconds(rate >= 1 && rate <= 120 ? static_cast<int>(1000 / rate) : 40);
    }
};

void set(Shared &shared, int state) {
    const std::lock_guard<std::mutex> lock(shared.mutex);
    shared.state = state;
    shared.changed.notify_all();
}

void capture(const Source &source, Shared &shared) {
    cv::VideoCapture capture;
    if (!source.open(capture)) return set(shared, COPENCV_CAMERA_MISSING);
    const auto pause = source.pause(capture);
    while (true) {
        // A new matrix each time: the one handed on must never be written again.
        cv::Mat frame;
        const bool good = capture.read(frame) && !frame.empty() && frame.type() == CV_8UC3;
        std::unique_lock<std::mutex> lock(shared.mutex);
        if (shared.stop) return;
        if (!good) {
            // isOpened() stays true after a failed read, so the read alone decides.
            shared.state = COPENCV_CAMERA_LOST;
            shared.changed.notify_all();
            return;
        }
        shared.frame = frame;
        shared.number += 1;
        shared.arrived = Clock::now();
        shared.state = COPENCV_CAMERA_RUNNING;
        shared.changed.notify_all();
        shared.changed.wait_for(lock, pause, [&] { return shared.stop; });
    }
}

void run(const Source &source, const std::shared_ptr<Shared> &shared) {
    try {
        capture(source, *shared);
    } catch (...) {
        set(*shared, COPENCV_CAMERA_LOST);
    }
    const std::lock_guard<std::mutex> lock(shared->mutex);
    shared->ended = true;
    shared->changed.notify_all();
}

}  // namespace

struct copencv_camera {
    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    std::thread thread;
};

copencv_camera *copencv_camera_start(const char *source, int open_ms, int read_ms,
                                     char *error) {
    return copencv::guarded<copencv_camera *>(nullptr, error, [&] {
        auto camera = std::make_unique<copencv_camera>();
        const Source from{source, open_ms, read_ms};
        camera->thread = std::thread([from, shared = camera->shared] { run(from, shared); });
        return camera.release();
    });
}

copencv_picture *copencv_camera_newest(copencv_camera *camera, uint64_t after, int wait_ms,
                                       uint64_t *number, double *age_ms, int *state,
                                       char *error) {
    return copencv::guarded<copencv_picture *>(nullptr, error, [&]() -> copencv_picture * {
        Shared &shared = *camera->shared;
        std::unique_lock<std::mutex> lock(shared.mutex);
        shared.changed.wait_for(lock, milliseconds(wait_ms), [&] {
            return shared.number > after || shared.state >= COPENCV_CAMERA_MISSING;
        });
        *number = shared.number;
        *state = shared.state;
        *age_ms = std::chrono::duration<double, std::milli>(Clock::now() - shared.arrived).count();
        if (shared.number <= after) return nullptr;
        return new copencv_picture{shared.frame};
    });
}

void copencv_camera_close(copencv_camera *camera) {
    if (camera == nullptr) return;
    {
        std::unique_lock<std::mutex> lock(camera->shared->mutex);
        camera->shared->stop = true;
        camera->shared->changed.notify_all();
        camera->shared->frame = cv::Mat();
        // The next frame ends the thread; one that hangs in a read is not waited for.
        camera->shared->changed.wait_for(lock, milliseconds(250),
                                         [&] { return camera->shared->ended; });
        if (!camera->shared->ended) camera->thread.detach();
    }
    if (camera->thread.joinable()) camera->thread.join();
    delete camera;
}
