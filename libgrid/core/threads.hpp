#pragma once

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>
#include <thread>

namespace grid {

/// Runs `body`, whose parallel loops use so many threads, also more than there are cores; 0: one for each core.
template <typename Body>
void run_on_threads(int threads, Body&& body) {
    const int wanted = threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(wanted));
    tbb::task_arena arena(wanted);
    arena.execute(body);
}

}  // namespace grid
