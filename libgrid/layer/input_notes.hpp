#pragma once

#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// Reading waits for files and decodes them one feature after the other; so other files are read at the same time,
/// unless one thread is asked for.
[[nodiscard]] inline std::launch launch_policy(int threads) {
    return threads == 1 ? std::launch::deferred : std::launch::async;
}

/// For the record of the run: the datum of a source, if one was named, after a blank.
[[nodiscard]] std::string datum_note(const SourceRef& ref);

/// What is in the file of a source, but not among its features; empty if that is nothing.
[[nodiscard]] Message deleted_note(const std::string& file, std::int64_t records);

/// How the coordinates of the inputs come into those of the output.
struct InputRules {
    std::string output_wkt;
    bool allow_ballpark = false;  ///< nothing is said where no transformation is known between two datums
};

/// What is to be said of a source that was read: `geometry_left_out`, if features were; `datum_shift_unknown`, see
/// find_unknown_shift(). `role` names what it holds: `barriers`.
void add_input_findings(const Message& role, const Source& source, const InputRules& rules, Findings& findings);

/// The inputs of a run: file, layer, filter and checksum of each. The checksums are reckoned while the files are read.
/// Part of read_ground().
class InputNotes {
public:
    InputNotes(std::launch policy, bool wanted) : m_policy(policy), m_wanted(wanted) {}

    void add(const std::string& role, const Source& source);
    void move_to(RunRecord& inputs);

private:
    std::launch m_policy;
    bool m_wanted;
    std::vector<std::pair<std::string, std::future<std::string>>> m_notes;
};

}  // namespace grid
