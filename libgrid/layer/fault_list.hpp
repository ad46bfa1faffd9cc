#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// What an error says, without the place before it.
[[nodiscard]] Message problem_of(const Error& error);

/// The first ten of `total` clauses, of which at least these are in `lines`: `a; b; and 3 more`.
[[nodiscard]] Message first_ten(const std::vector<Message>& lines, std::size_t total);

/// Errors about single features of a source, gathered so that one does not hide the others.
class FaultList {
public:
    void add(const InputError& error);

    /// Throws InputError if there are any: that of the only feature, else `what` they are (`features cannot be
    /// counted`) with their number, the first ten by their features, and the advice of the first.
    void settle(const Message& what) const;

private:
    std::vector<InputError> m_first;
    std::size_t m_number = 0;
};

}  // namespace grid
