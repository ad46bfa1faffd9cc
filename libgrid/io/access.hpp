#pragma once

#include <string>

namespace grid {

/// True for what is no file of this machine: a URL, a connection to a database or service, a path of GDAL that leads
/// there (`/vsicurl/`, `/vsis3/`, ...). A file that is there is one, whatever its name.
[[nodiscard]] bool is_remote(const std::string& path);

/// From now on this process reads files only: GDAL makes no request, connects to no database and starts no other
/// program, whatever a file asks for. For a program to which nobody has named anything remote; the other threads must
/// not use GDAL meanwhile. Cannot be taken back.
void confine_to_files();

}  // namespace grid
