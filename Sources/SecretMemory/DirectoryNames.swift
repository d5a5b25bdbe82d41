internal import Glibc

/// What is in a directory.
package enum DirectoryNames {
  /// The names that don't begin with a point, sorted.
  package static func visible(in directory: String) throws(SystemError) -> [String] {
    try all(in: directory).filter { !$0.hasPrefix(".") }
  }

  /// All names but `.` and `..`, sorted.
  package static func all(in directory: String) throws(SystemError) -> [String] {
    guard let stream = unsafe opendir(directory) else { throw SystemError(number: errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // The name lies inside the entry, which lives until the next call.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
