/** Decides, job by job, whether the helpers of a team take part. It never changes what is computed. */
export interface Sharing {
  /** Starts a job; returns whether the threads share it. kind: the same number for jobs of the same kernel and size */
  begin(kind: number): boolean;
  /** Ends the job that was started last. */
  end(): void;
}

/** Shares every job. */
export const alwaysSharing: Sharing = { begin: () => true, end: () => {} };

/** Milliseconds that a kind of job takes on this thread alone. */
interface Baseline {
  /** Jobs measured. */
  count: number;
  /** The job itself. */
  job: number;
  /** From the end of the job before to the start of this one. */
  gap: number;
}

/** Milliseconds over which gains and losses add up: a few periods of a CPU quota, which take 100 ms. */
const horizon = 250;

/** Milliseconds of loss at which sharing stops. */
const lossLimit = 2;

/** Time on this thread alone after a loss, as a multiple of the loss: attempts cost at most 2% of the time. */
const waitPerLoss = 50;

/** Maximum doublings of that wait after attempts that failed in succession, and its maximum in milliseconds. */
const [maxDoublings, maxWait] = [4, 10_000] as const;

/** Milliseconds of sharing after which an attempt counts as a success. */
const successAfter = 1000;

/** Minimum and maximum milliseconds of a measurement on this thread alone, and the jobs after which it ends in between. */
const [minMeasurement, maxMeasurement, measuredJobs] = [2, 20, 16] as const;

/** Time shared between two measurements, as a multiple of the measurement: short at first, while code is being compiled. */
const [firstSpacing, maxSpacing] = [8, 128] as const;

/** A longer gap, in milliseconds, is a pause of the program and is not measured. */
const maxGap = 5;

/** Maximum loss of one job in milliseconds: limits the wait after the machine was asleep in the middle of a job. */
const maxLoss = 200;

/** A shorter job, in milliseconds, is not measured at the start of a measurement: helpers may still be awake. */
const shortJob = 1;

/** Of so many first jobs of a kind the fastest counts: the others may include the compilation of their code. */
const firstJobs = 8;

/** Weight of the newest job in a baseline after the first jobs. */
const newestWeight = 1 / 16;

/** Maximum number of kinds with a baseline; a network has a few dozen. */
const maxKinds = 1024;

/** Shares jobs as long as that is faster than this thread alone, by measuring both. A helper that does not get a core of its
 *  own, because of another process or a CPU quota, costs more time than it saves. While jobs are shared, some are computed
 *  on this thread to measure what they take. When sharing has lost 2 ms, this thread works alone for 50 times the loss,
 *  and longer each time the next attempt fails.
 *  clock: the time in milliseconds, as `performance.now` */
export function measuredSharing(clock: () => number): Sharing {
  const baselines = new Map<number, Baseline>();
  let current: Baseline = { count: 0, job: 0, gap: 0 };
  let started = clock();
  let ended = started;

  /** Milliseconds of work so far, without pauses of the program. All times below are of this kind. */
  let worked = 0;

  // the current period, shared or alone
  let shares = false;
  let since = 0;
  let until: number = minMeasurement;
  let jobsAlone = 0;
  let spacing: number = firstSpacing;

  /** Milliseconds gained by sharing; older gains fade out. */
  let balance = 0;
  let failures = 0;
  /** Start of the current attempt to share; undefined while this thread works alone after a failure. */
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
      until = worked + spacing * minMeasurement;
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

  /** Adds a job that this thread computed alone to the baseline of its kind. */
  function measureAlone(job: number, gap: number): void {
    current.count++;
    current.job = updated(current.job, job);
    if (gap <= maxGap) current.gap = updated(current.gap, gap);
  }

  /** The fastest of the first jobs; then a moving mean, to which a job adds at most three times the usual time. */
  function updated(usual: number, value: number): number {
    if (current.count === 1) return value;
    if (current.count <= firstJobs) return Math.min(usual, value);
    return usual + newestWeight * (Math.min(value, 3 * usual) - usual);
  }

  /** Milliseconds that a shared job lost against this thread alone. */
  function lossOf(job: number, gap: number): number {
    let loss = job - current.job;
    // the system interrupts a thread in gaps as often as in jobs, but in a gap the program may have waited too
    const stall = job - 2 * current.job - shortJob;
    if (stall > 0) loss += (stall * current.gap) / current.job;
    if (gap <= maxGap) loss += gap - current.gap;
    return Math.min(loss, maxLoss);
  }

  return {
    begin(kind) {
      started = clock();
      if (worked >= until) {
        if (shares) startAlone(minMeasurement);
        else if (jobsAlone >= measuredJobs || worked - since >= maxMeasurement) startSharing();
      }
      let baseline = baselines.get(kind);
      if (baseline === undefined) {
        if (baselines.size >= maxKinds) baselines.clear();
        baseline = { count: 0, job: 0, gap: 0 };
        baselines.set(kind, baseline);
      }
      current = baseline;
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
