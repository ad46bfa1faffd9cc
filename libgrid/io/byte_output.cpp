#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/output_files.hpp"
#include "libgrid/io/write.hpp"

namespace grid {

namespace {

struct GzipWriter {
    GzipWriter() {
        constexpr int gzip_only = 16 + MAX_WBITS;
        constexpr int usual_memory = 8;
        if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_only, usual_memory, Z_DEFAULT_STRATEGY) !=
            Z_OK)
            throw std::bad_alloc();
    }
    ~GzipWriter() { deflateEnd(&stream); }
    GzipWriter(const GzipWriter&) = delete;
    GzipWriter& operator=(const GzipWriter&) = delete;
    z_stream stream{};
};

struct ZstdCloser {
    void operator()(ZSTD_CStream* stream) const { ZSTD_freeCStream(stream); }
};

}  // namespace

struct ByteOutput::Impl {
    std::string path;
    int file = STDOUT_FILENO;
    std::vector<char> packed = std::vector<char>(std::size_t{1} << 17U);
    std::unique_ptr<GzipWriter> gzip{};
    std::unique_ptr<ZSTD_CStream, ZstdCloser> zstd{};

    [[noreturn]] void fail(int error) const {
        if (error == EPIPE && path == standard_stream) throw ReaderGone();
        const Message advice =
            error == ENOSPC || error == EDQUOT ? msg("free some space, or write elsewhere") : Message();
        if (path == standard_stream)
            throw InputError(msg("cannot write to standard output: {}", std::strerror(error)), {}, advice);
        throw InputError(msg("cannot be written: {}", std::strerror(error)), {path, {}, {}, {}}, advice);
    }

    void write_file(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t n = ::write(file, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail(errno);
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }

    void deflate_all(std::string_view bytes, int flush) {
        z_stream& z = gzip->stream;
        constexpr std::size_t most = std::size_t{1} << 30U;
        do {
            const std::size_t part = std::min(bytes.size(), most);
            z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT(*-const-cast): zlib's way
            z.avail_in = static_cast<uInt>(part);
            bytes.remove_prefix(part);
            do {
                z.next_out = reinterpret_cast<Bytef*>(packed.data());
                z.avail_out = static_cast<uInt>(packed.size());
                deflate(&z, flush);
                write_file({packed.data(), packed.size() - z.avail_out});
            } while (z.avail_out == 0);
        } while (!bytes.empty());
    }

    void compress_all(std::string_view bytes, ZSTD_EndDirective end) {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        std::size_t left = 1;
        while (in.pos < in.size || (end == ZSTD_e_end && left > 0)) {
            ZSTD_outBuffer out{packed.data(), packed.size(), 0};
            left = ZSTD_compressStream2(zstd.get(), &out, &in, end);
            if (ZSTD_isError(left) != 0) throw InputError(ZSTD_getErrorName(left), {path, {}, {}, {}});
            write_file({packed.data(), out.pos});
        }
    }
};

ByteOutput::ByteOutput(const std::string& path, bool overwrite, OutputSet& outputs) : m_impl(std::make_unique<Impl>()) {
    m_impl->path = path;
    if (path == standard_stream) return;
    check_text_output(path, overwrite);
    const std::filesystem::path output = io::resolve(path);
    const auto& unfinished = outputs.impl().add(output, {}, overwrite, path);
    m_impl->file =
        ::open(unfinished.path(output.filename().string()).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (m_impl->file < 0) m_impl->fail(errno);
    if (path.ends_with(".gz")) m_impl->gzip = std::make_unique<GzipWriter>();
    if (path.ends_with(".zst")) m_impl->zstd.reset(ZSTD_createCStream());
}

ByteOutput::~ByteOutput() {
    if (m_impl->file > STDOUT_FILENO) ::close(m_impl->file);
}

void ByteOutput::write(std::string_view bytes) {
    if (m_impl->gzip) return m_impl->deflate_all(bytes, Z_NO_FLUSH);
    if (m_impl->zstd) return m_impl->compress_all(bytes, ZSTD_e_continue);
    m_impl->write_file(bytes);
}

void ByteOutput::finish() {
    if (m_impl->gzip) m_impl->deflate_all({}, Z_FINISH);
    if (m_impl->zstd) m_impl->compress_all({}, ZSTD_e_end);
    if (m_impl->file <= STDOUT_FILENO) return;
    const int status = ::close(std::exchange(m_impl->file, -1));
    if (status != 0) m_impl->fail(errno);
}

}  // namespace grid
