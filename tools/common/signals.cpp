#include "tools/common/signals.hpp"

#include <pthread.h>
#include <unistd.h>

namespace grid::tools {

SignalGuard::SignalGuard(Cleanup cleanup) : m_cleanup(cleanup) {
    (void)std::signal(SIGPIPE, SIG_IGN);
    (void)std::signal(SIGXFSZ, SIG_IGN);  // a file that may grow no further is an error of write()
    sigemptyset(&m_awaited);
    // SIGTERM is always awaited: the destructor wakes the thread with it.
    sigaddset(&m_awaited, SIGTERM);
    for (const int number : {SIGINT, SIGHUP}) {
        struct sigaction action {};
        if (sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
        sigaddset(&m_awaited, number);
    }
    pthread_sigmask(SIG_BLOCK, &m_awaited, &m_before);
    m_thread = std::thread([this] { wait(); });
}

SignalGuard::~SignalGuard() {
    m_over = true;
    // The signal is blocked and only ends the thread's sigwait.
    pthread_kill(m_thread.native_handle(), SIGTERM);  // NOLINT(bugprone-bad-signal-to-kill-thread)
    m_thread.join();
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void SignalGuard::wait() {
    int number = 0;
    while (sigwait(&m_awaited, &number) != 0) {
    }
    if (m_over) return;
    if (m_cleanup != nullptr) m_cleanup();
    if (isatty(STDERR_FILENO) == 1) (void)!write(STDERR_FILENO, "\n", 1);  // leave the status line
    _exit(128 + number);
}

}  // namespace grid::tools
