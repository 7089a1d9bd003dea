/** Decides, job by job, whether the helpers of a team take part. It never changes what is computed. */
export interface Sharing {
  /** Whether the next job is shared. kind: the same number for jobs of the same kernel and size */
  begin(kind: number): boolean;
  /** The job that began last is done. */
  end(): void;
}

/** Shares every job. */
export const alwaysSharing: Sharing = { begin: () => true, end: () => {} };

/** What a kind of job takes on this thread alone, in milliseconds. */
interface Baseline {
  /** Jobs measured. */
  count: number;
  /** The job itself. */
  job: number;
  /** From the end of the job before to the start of this one. */
  gap: number;
}

/** Milliseconds over which gains and losses are remembered: a few periods of a CPU quota, which take 100 ms. */
const horizon = 250;

/** Milliseconds of loss at which sharing stops. */
const lossLimit = 2;

/** Time alone after a loss, as a multiple of the loss: attempts cost at most 2% of the time. */
const waitPerLoss = 50;

/** Doublings of that wait while attempts keep failing, and the longest wait in milliseconds. */
const [maxDoublings, maxWait] = [4, 10_000] as const;

/** Milliseconds of sharing after which an attempt has not failed. */
const successAfter = 1000;

/** A look at what jobs take alone lasts so many milliseconds, and so many jobs where they are short. */
const [lookTime, longLook, lookJobs] = [2, 20, 16] as const;

/** Time shared between two looks, as a multiple of the look: few looks at first, while code is still being compiled. */
const [firstSpacing, maxSpacing] = [8, 128] as const;

/** A longer gap, in milliseconds, is a pause of the program and says nothing about threads. */
const maxGap = 5;

/** Maximum loss of one job in milliseconds: a machine that was asleep in the middle of a job is no reason to wait long. */
const maxLoss = 200;

/** A shorter job, in milliseconds, is not measured at the start of a look: helpers may still be awake. */
const shortJob = 1;

/** The first jobs of a kind, of which the fastest counts: the others may have waited for their code to be compiled. */
const firstJobs = 8;

/** Weight of the newest job in a baseline after those. */
const newestWeight = 1 / 16;

/** Kinds that are remembered; a network has a few dozen. */
const maxKinds = 1024;

/** Shares jobs as long as that is faster than this thread alone, by measuring both. Helpers that do not get a core of
 *  their own (another process computes there, or the process has a CPU quota) cost more than they give. While jobs are
 *  shared, some are computed alone now and then to know what that takes. When sharing has lost 2 ms, this thread works
 *  alone for 50 times the loss, and longer each time that the next attempt fails.
 *  clock: milliseconds, as `performance.now` */
export function measuredSharing(clock: () => number): Sharing {
  const baselines = new Map<number, Baseline>();
  let current: Baseline = { count: 0, job: 0, gap: 0 };
  let started = clock();
  let ended = started;

  /** Milliseconds of work so far, without pauses of the program. All times below are of this kind. */
  let worked = 0;

  // the present period, of sharing or alone
  let shares = false;
  let since = 0;
  let until: number = lookTime;
  let jobsAlone = 0;
  let spacing: number = firstSpacing;

  /** Milliseconds gained by sharing; older ones are forgotten little by little. */
  let balance = 0;
  let failures = 0;
  /** When sharing began after a failure, or at all; undefined while this thread waits after a failure. */
  let attempt: number | undefined = 0;

  function startAlone(milliseconds: number): void {
    shares = false;
    since = worked;
    until = worked + milliseconds;
    jobsAlone = 0;
  }

  function startSharing(): void {
    shares = true;
    if (attempt === undefined) {
      attempt = worked;
      balance = 0;
      spacing = firstSpacing;
      until = worked + spacing * lookTime;
    } else {
      until = worked + spacing * (worked - since);
      spacing = Math.min(maxSpacing, 2 * spacing);
    }
    since = worked;
  }

  function stopSharing(loss: number): void {
    if (attempt !== undefined && worked - attempt > successAfter) failures = 0;
    startAlone(Math.min(maxWait, waitPerLoss * loss * 2 ** failures));
    failures = Math.min(maxDoublings, failures + 1);
    attempt = undefined;
  }

  /** Adds a job that this thread computed alone to what its kind takes. */
  function measureAlone(job: number, gap: number): void {
    current.count++;
    current.job = updated(current.job, job);
    if (gap <= maxGap) current.gap = updated(current.gap, gap);
  }

  /** The fastest of the first jobs; then a moving mean, in which a disturbed one counts as three at most. */
  function updated(usual: number, value: number): number {
    if (current.count === 1) return value;
    if (current.count <= firstJobs) return Math.min(usual, value);
    return usual + newestWeight * (Math.min(value, 3 * usual) - usual);
  }

  /** Milliseconds that a shared job lost against this thread alone. */
  function lossOf(job: number, gap: number): number {
    let loss = job - current.job;
    // the system stops a thread in gaps as it does in jobs, but in a gap the program itself may have waited
    const stall = job - 2 * current.job - shortJob;
    if (stall > 0) loss += (stall * current.gap) / current.job;
    if (gap <= maxGap) loss += gap - current.gap;
    return Math.min(loss, maxLoss);
  }

  return {
    begin(kind) {
      started = clock();
      if (worked >= until) {
        if (shares) startAlone(lookTime);
        else if (jobsAlone >= lookJobs || worked - since >= longLook) startSharing();
      }
      let known = baselines.get(kind);
      if (known === undefined) {
        if (baselines.size >= maxKinds) baselines.clear();
        known = { count: 0, job: 0, gap: 0 };
        baselines.set(kind, known);
      }
      current = known;
      return shares;
    },
    end() {
      const now = clock();
      const [job, gap] = [now - started, started - ended];
      ended = now;
      const time = job + (gap <= maxGap ? gap : 0);
      worked += time;
      if (shares) {
        if (current.count === 0) return;
        balance = balance * Math.max(0, 1 - time / horizon) - lossOf(job, gap);
        if (balance < -lossLimit) stopSharing(-balance);
      } else {
        jobsAlone++;
        if (jobsAlone > 1 || job > shortJob) measureAlone(job, gap);
      }
    },
  };
}
