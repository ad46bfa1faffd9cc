#pragma once

#include <memory>

namespace grid {

/// The outputs of a run: each is written beside its place, and all come into place together when all are complete. If
/// one cannot, none does; what was there stays as it was.
class OutputSet {
public:
    OutputSet();
    ~OutputSet();  ///< removes what was not committed
    OutputSet(const OutputSet&) = delete;
    OutputSet& operator=(const OutputSet&) = delete;

    /// Writes all through to the disk, sends what goes to standard output or a store, and moves the rest into place,
    /// what was added first as the last. Throws InputError, and ReaderGone; then nothing has changed on the disk.
    void commit();

    struct Impl;
    [[nodiscard]] Impl& impl() { return *m_impl; }  ///< for the files of this stage only

private:
    std::unique_ptr<Impl> m_impl;
};

}  // namespace grid
