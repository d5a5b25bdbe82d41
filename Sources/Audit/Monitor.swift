internal import Glibc

/// A lock, and a place to wait under it until something changed. The standard library has only the lock.
@safe final class Monitor: @unchecked Sendable {
  // The C boundary: both are made before anybody sees them, and don't move while they live.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  func enter() { unsafe pthread_mutex_lock(mutex) }
  func leave() { unsafe pthread_mutex_unlock(mutex) }
  /// Waits until somebody signals, or for no reason. To be called under the lock.
  func wait() { unsafe pthread_cond_wait(condition, mutex) }
  func signalAll() { unsafe pthread_cond_broadcast(condition) }
}
