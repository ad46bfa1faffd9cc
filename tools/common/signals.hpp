#pragma once

#include <atomic>
#include <csignal>
#include <thread>

namespace grid::tools {

/// What is to be tidied up before the process ends.
using Cleanup = void (*)() noexcept;

/// While it lives, SIGINT, SIGTERM and SIGHUP wait for a thread of their own, which calls the cleanup and ends the
/// process with 128 + signal. So nothing of the cleanup runs inside a signal handler. SIGPIPE is ignored: a reader that
/// goes away is an error of writing like any other. A signal that the parent had ignored (nohup) stays ignored.
/// To be made before any other thread is started: threads inherit what is blocked.
class SignalGuard {
public:
    explicit SignalGuard(Cleanup cleanup);
    SignalGuard(const SignalGuard&) = delete;
    SignalGuard& operator=(const SignalGuard&) = delete;
    ~SignalGuard();

private:
    void wait();

    Cleanup m_cleanup;
    sigset_t m_awaited{};
    sigset_t m_before{};
    std::atomic<bool> m_over = false;
    std::thread m_thread;
};

}  // namespace grid::tools
