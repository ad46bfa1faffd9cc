#pragma once

#include <tbb/task_arena.h>

#include <algorithm>
#include <thread>

namespace grid {

/// Runs `body`, whose parallel loops use so many threads; 0: one for each core.
template <typename Body>
void run_on_threads(int threads, Body&& body) {
    const int wanted = threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    tbb::task_arena arena(wanted);
    arena.execute(body);
}

}  // namespace grid
