#pragma once

#include <algorithm>

/// How many of a long series of trials are made: all, but under AddressSanitizer, which is several times as slow and
/// looks at memory alone, every eighth.
template <typename Count>
constexpr Count trials(Count all) {
#ifdef __SANITIZE_ADDRESS__
    return std::max<Count>(1, all / 8);
#else
    return all;
#endif
}
