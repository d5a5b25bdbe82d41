internal import Glibc
internal import IntegrationPayload
internal import Reporting
internal import SecretMemory

/// The workers, the batches on their way to them, and the records on their way out, in the input's order.
///
/// There are twice as many batches as workers. Whoever wants one more waits until the records of the oldest
/// are out, so that memory doesn't grow when one batch takes long. Everything mutable is read and written
/// under the monitor; the batch being filled belongs to the reading thread alone, and a batch that was taken
/// to the worker that took it.
final class WorkerPool: @unchecked Sendable {
  private let monitor = Monitor()
  private let emit: @Sendable (AuditPiece) -> Void
  private let threads: [WorkerThread]

  private var filling: IntegrationBatch?
  private var free: [IntegrationBatch] = []
  private var waiting: [(number: Int, batch: IntegrationBatch)] = []
  private var done: [Int: (batch: IntegrationBatch, piece: AuditPiece)] = [:]
  /// How many batches were handed out, and of how many the records are out.
  private var handedOut = 0
  private var emitted = 0
  private var isEmitting = false
  private var isFinished = false

  /// Whether the system keeps all of its memory out of swap.
  let isLocked: Bool

  init(
    count: Int, like worker: borrowing AuditWorker,
    emit: @escaping @Sendable (AuditPiece) -> Void
  ) throws(SecretMemoryError) {
    self.emit = emit
    var threads: [WorkerThread] = []
    var isLocked = true
    for _ in 0..<count {
      let worker = try worker.another(capacity: IntegrationBatch.capacity)
      isLocked = isLocked && worker.isLocked
      threads.append(WorkerThread(worker))
    }
    for _ in 0..<2 * count {
      let batch = try IntegrationBatch()
      isLocked = isLocked && batch.isLocked
      free.append(batch)
    }
    self.threads = threads
    self.isLocked = isLocked
  }

  /// Adds an integration to the batch being filled, and hands full ones out. False if it is too large for any.
  func add(_ integration: borrowing Integration, at place: PayloadPlace, of source: String) -> Bool {
    let batch = filling ?? nextFree()
    filling = batch
    if batch.append(integration, at: place, of: source) { return true }
    if batch.isEmpty { return false }
    handOut()
    let empty = nextFree()
    filling = empty
    return empty.append(integration, at: place, of: source)
  }

  private func nextFree() -> IntegrationBatch {
    monitor.enter()
    defer { monitor.leave() }
    while true {
      if let batch = free.popLast() { return batch }
      monitor.wait()
    }
  }

  private func handOut() {
    guard let batch = filling, !batch.isEmpty else { return }
    filling = nil
    monitor.enter()
    if handedOut == 0 { for thread in threads { thread.start(for: self) } }
    waiting.append((handedOut, batch))
    handedOut += 1
    monitor.signalAll()
    monitor.leave()
    // Where the system gives no thread, this one does the work.
    if !threads.contains(where: \.isStarted) { threads[0].work(for: self) }
  }

  /// Waits until the records of everything that was added are out.
  func wait() {
    handOut()
    monitor.enter()
    while emitted < handedOut { monitor.wait() }
    monitor.leave()
  }

  /// Ends the workers, once all records are out.
  func finish() {
    wait()
    monitor.enter()
    isFinished = true
    monitor.signalAll()
    monitor.leave()
    for thread in threads { thread.join() }
  }

  /// The next batch for a worker, which waits for it; nil when there are no more.
  fileprivate func take() -> (number: Int, batch: IntegrationBatch)? {
    monitor.enter()
    defer { monitor.leave() }
    while waiting.isEmpty {
      if isFinished { return nil }
      monitor.wait()
    }
    return waiting.removeFirst()
  }

  /// Takes the records of a batch, and lets those out whose turn it is.
  fileprivate func deliver(_ piece: AuditPiece, of batch: IntegrationBatch, number: Int) {
    monitor.enter()
    done[number] = (batch, piece)
    if !isEmitting {
      isEmitting = true
      while let next = done.removeValue(forKey: emitted) {
        monitor.leave()
        emit(next.piece)
        monitor.enter()
        emitted += 1
        free.append(next.batch)
        monitor.signalAll()
      }
      isEmitting = false
    }
    monitor.leave()
  }
}

/// One thread and the worker on it.
private final class WorkerThread {
  private var worker: AuditWorker
  private var thread = pthread_t()
  private(set) var isStarted = false

  init(_ worker: consuming AuditWorker) { self.worker = worker }

  func start(for pool: WorkerPool) {
    let context = unsafe Unmanaged.passRetained(Start(thread: self, pool: pool))
    // The C boundary: the context is retained until the thread takes it over.
    let failed = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        start.thread.run(for: start.pool)
        return nil
      }, unsafe context.toOpaque())
    isStarted = failed == 0
    if !isStarted { unsafe context.release() }
  }

  func join() {
    if isStarted { _ = pthread_join(thread, nil) }
  }

  /// Does what waits, once.
  func work(for pool: WorkerPool) {
    guard let (number, batch) = pool.take() else { return }
    work(on: batch, number: number, for: pool)
  }

  private func work(on batch: IntegrationBatch, number: Int, for pool: WorkerPool) {
    worker.audit(batch)
    pool.deliver(worker.take(), of: batch, number: number)
  }

  private func run(for pool: WorkerPool) {
    while let (number, batch) = pool.take() { work(on: batch, number: number, for: pool) }
    // Hashing leaves traces of what passed on the stack.
    FingerprintKey.wipeStack()
  }

  private final class Start {
    let thread: WorkerThread
    let pool: WorkerPool

    init(thread: WorkerThread, pool: WorkerPool) {
      self.thread = thread
      self.pool = pool
    }
  }
}
