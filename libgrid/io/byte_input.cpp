#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/byte_streams.hpp"

namespace grid {

namespace {

struct GzipStream {
    GzipStream() {
        constexpr int gzip_only = 16 + MAX_WBITS;
        if (inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc();
    }
    ~GzipStream() { inflateEnd(&stream); }
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;
    z_stream stream{};
};

struct ZstdCloser {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

}  // namespace

struct ByteInput::Impl {
    std::string path;
    int file = -1;
    std::vector<char> packed = std::vector<char>(std::size_t{1} << 17U);
    std::size_t begin = 0;  ///< of what is in `packed` and not yet given
    std::size_t end = 0;
    bool at_end = false;  ///< of the file
    bool inside = false;  ///< a packed part has begun and not ended
    std::unique_ptr<GzipStream> gzip{};
    std::unique_ptr<ZSTD_DStream, ZstdCloser> zstd{};

    [[noreturn]] void fail(const Message& what) const {
        throw InputError(what, {path == standard_stream ? "standard input" : path, {}, {}, {}});
    }

    std::size_t read_file(char* to, std::size_t most) {
        while (true) {
            const ssize_t n = ::read(file, to, most);
            if (n >= 0) {
                at_end = n == 0;
                return static_cast<std::size_t>(n);
            }
            if (errno != EINTR) fail(msg("cannot be read: {}", std::strerror(errno)));
        }
    }

    void refill() {
        begin = 0;
        end = read_file(packed.data(), packed.size());
    }

    void look_at_first_bytes() {
        constexpr std::size_t magic_bytes = 4;
        while (end < magic_bytes && !at_end)
            end += read_file(packed.data() + end, packed.size() - end);
        const std::string_view first(packed.data(), end);
        if (first.starts_with("\x1F\x8B")) gzip = std::make_unique<GzipStream>();
        if (first.starts_with("\x28\xB5\x2F\xFD")) zstd.reset(ZSTD_createDStream());
    }

    std::size_t read_plain(std::span<char> bytes) {
        std::size_t done = std::min(bytes.size(), end - begin);
        std::copy_n(packed.data() + begin, done, bytes.data());
        begin += done;
        while (done < bytes.size() && !at_end)
            done += read_file(bytes.data() + done, bytes.size() - done);
        return done;
    }

    /// Both kinds may consist of several parts, one behind the other.
    std::size_t read_packed(std::span<char> bytes) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            if (begin == end && !at_end) refill();
            if (begin == end) {
                if (inside) fail(msg("the packed data are cut off"));
                break;
            }
            done += gzip ? inflate_some(bytes.subspan(done)) : decompress_some(bytes.subspan(done));
        }
        return done;
    }

    std::size_t inflate_some(std::span<char> bytes) {
        z_stream& z = gzip->stream;
        z.next_in = reinterpret_cast<Bytef*>(packed.data() + begin);
        z.avail_in = static_cast<uInt>(end - begin);
        z.next_out = reinterpret_cast<Bytef*>(bytes.data());
        z.avail_out = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 1U << 30U));
        const uInt room = z.avail_out;
        const int status = inflate(&z, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            fail(msg("the packed data are damaged: {}", z.msg != nullptr ? z.msg : "gzip"));
        begin = end - z.avail_in;
        inside = status != Z_STREAM_END;
        if (status == Z_STREAM_END) inflateReset(&z);
        return room - z.avail_out;
    }

    std::size_t decompress_some(std::span<char> bytes) {
        ZSTD_inBuffer in{packed.data() + begin, end - begin, 0};
        ZSTD_outBuffer out{bytes.data(), bytes.size(), 0};
        const std::size_t status = ZSTD_decompressStream(zstd.get(), &out, &in);
        if (ZSTD_isError(status) != 0) fail(msg("the packed data are damaged: {}", ZSTD_getErrorName(status)));
        begin += in.pos;
        inside = status != 0;
        return out.pos;
    }
};

ByteInput::ByteInput(const std::string& path) : m_impl(std::make_unique<Impl>()) {
    m_impl->path = path;
    m_impl->file = path == standard_stream ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (m_impl->file < 0) m_impl->fail(msg("cannot be opened: {}", std::strerror(errno)));
    struct stat status {};
    if (::fstat(m_impl->file, &status) == 0 && S_ISDIR(status.st_mode)) m_impl->fail(msg("is a folder"));
    m_impl->look_at_first_bytes();
}

ByteInput::~ByteInput() {
    if (m_impl->file > STDIN_FILENO) ::close(m_impl->file);
}

std::size_t ByteInput::read(std::span<char> bytes) {
    return m_impl->gzip || m_impl->zstd ? m_impl->read_packed(bytes) : m_impl->read_plain(bytes);
}

std::optional<std::uint64_t> ByteInput::size() const {
    struct stat status {};
    const bool is_plain = !m_impl->gzip && !m_impl->zstd && m_impl->file != STDIN_FILENO;
    if (!is_plain || ::fstat(m_impl->file, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace grid
