#include "libgrid/layer/shard.hpp"

#include <boost/crc.hpp>

namespace grid {

bool Shard::holds(std::string_view unit_code) const {
    if (is_whole()) return true;
    boost::crc_32_type crc;
    crc.process_bytes(unit_code.data(), unit_code.size());
    return static_cast<std::int64_t>(crc.checksum()) % count == number - 1;
}

}  // namespace grid
