#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "libgrid/core/message.hpp"

#include "tools/common/log.hpp"

namespace grid::tools {

/// `units: 1200 of 28000 (4 %), 312/s, 1:25 left`. A total of 0 is unknown.
[[nodiscard]] Message progress_line(const Message& what, std::int64_t done, std::int64_t total, double seconds);

/// Shows how far a stage is, in the status line of the log, at most ten times a second. Any thread may count.
class Progress {
public:
    /// Nothing is ever drawn unless `show`.
    Progress(Log& log, Message what, std::int64_t total, bool show);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    void add(std::int64_t count = 1);

private:
    using Clock = std::chrono::steady_clock;

    Log& m_log;
    Message m_what;
    std::int64_t m_total;
    bool m_show;
    Clock::time_point m_start = Clock::now();
    std::atomic<std::int64_t> m_done = 0;
    std::mutex m_drawing;
    Clock::time_point m_last = m_start;
};

}  // namespace grid::tools
