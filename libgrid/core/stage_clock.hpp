#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/message.hpp"

namespace grid {

/// Tells what is being done, and how long each stage took by the clock. What it refers to must outlive it.
class StageClock {
public:
    using Seconds = std::vector<std::pair<std::string, double>>;

    StageClock(const std::function<void(const Message&)>& tell, Seconds& seconds) : m_tell(tell), m_seconds(seconds) {}

    /// Ends the stage before. `stage` is marked.
    void begin(const std::string& stage) {
        end();
        m_current = stage;
        m_start = std::chrono::steady_clock::now();
        if (m_tell) m_tell(marked(stage));
    }
    void end() {
        if (m_current.empty()) return;
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - m_start;
        m_seconds.emplace_back(m_current, taken.count());
        m_current.clear();
    }

private:
    const std::function<void(const Message&)>& m_tell;
    Seconds& m_seconds;
    std::string m_current;
    std::chrono::steady_clock::time_point m_start;
};

}  // namespace grid
