import Glibc
import Synchronization

/// Keeps a data folder to one program: an advisory lock that the system drops with its holder,
/// however that ends.
final class FolderLock: Sendable {
    private let file: Mutex<Int32?>

    init(folder: String) throws(StorageError) {
        let descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .folderUnusable(errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            throw number == EWOULDBLOCK ? .folderInUse : .folderUnusable(number)
        }
        file = Mutex(descriptor)
    }

    deinit { release() }

    /// Lets the next one in.
    func release() {
        file.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }
}
