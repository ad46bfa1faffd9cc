# Writes OUTPUT, a source that has the bytes of the file BYTES in it.
file(READ ${BYTES} hexadecimal HEX)
string(LENGTH "${hexadecimal}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hexadecimal}")
string(REGEX REPLACE "(................................................................)" "\"\\1\"\n" lines "${escaped}")
string(REGEX REPLACE "\n([^\"\n]+)$" "\n\"\\1\"" lines "${lines}")
file(WRITE ${OUTPUT} "#include \"libgrid/core/built_in_catalogue.hpp\"

namespace grid {

std::span<const char> built_in_catalogue() {
    static constexpr const char* bytes =
${lines};
    return {bytes, ${size}};
}

}  // namespace grid
")
