#include "tools/common/progress.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/core/msg.hpp"

namespace grid::tools {

Message progress_line(const Message& what, std::int64_t done, std::int64_t total, double seconds) {
    Message line = total > 0 ? msg("{}: {} of {} ({} %)", what, done, total, 100 * std::min(done, total) / total)
                             : msg("{}: {}", what, done);
    if (done <= 0 || !(seconds >= 0.5)) return line;
    const double rate = static_cast<double>(done) / seconds;
    line += rate < 10 ? msg(", {:.1f}/s", rate) : msg(", {:.0f}/s", rate);
    if (total <= done) return line;
    constexpr double longest = 99.0 * 3600;
    const auto left = static_cast<std::int64_t>(std::min(static_cast<double>(total - done) / rate, longest));
    if (left >= 3600) return line + msg(", {}:{:02}:{:02} left", left / 3600, left / 60 % 60, left % 60);
    return line + msg(", {}:{:02} left", left / 60, left % 60);
}

Progress::Progress(Log& log, Message what, std::int64_t total, bool show)
    : m_log(log), m_what(std::move(what)), m_total(total), m_show(show) {}

Progress::~Progress() {
    if (m_show) m_log.status({});
}

void Progress::add(std::int64_t count) {
    const std::int64_t done = m_done.fetch_add(count) + count;
    if (!m_show) return;
    const std::unique_lock lock(m_drawing, std::try_to_lock);
    if (!lock) return;  // somebody else draws at this moment
    const Clock::time_point now = Clock::now();
    if (now - m_last < std::chrono::milliseconds(100)) return;
    m_last = now;
    m_log.status(progress_line(m_what, done, m_total, std::chrono::duration<double>(now - m_start).count()));
}

}  // namespace grid::tools
