import { describe, expect, test } from "vitest";
import { philoxStreams } from "../../random/philox-streams.js";
import type { Rng } from "../../random/rng.js";
import { alwaysSharing, measuredSharing, type Sharing } from "./measured-sharing.js";

/** A step: the milliseconds of each job on one thread, and of the gaps between jobs. */
interface Step {
  readonly jobs: readonly number[];
  readonly gap: number;
}

const small: Step = { jobs: [0.09, 0.03, 0.1, 0.02], gap: 0.03 };
const large: Step = { jobs: [8, 9, 25, 17], gap: 0.5 };

/** A simulated machine with two threads and its own clock. */
interface Machine {
  now: number;
  /** Runs work of so many milliseconds. shared: whether a helper computes or waits for a job without sleeping */
  pass(milliseconds: number, shared: boolean): void;
}

/** Each thread has a core. */
function idleMachine(): Machine {
  const machine: Machine = {
    now: 0,
    pass(milliseconds) {
      machine.now += milliseconds;
    },
  };
  return machine;
}

/** Another process uses the second core: helpers are interrupted for up to 3 ms in the middle of a job. */
function busyMachine(rng: Rng, isBusy: (now: number) => boolean = () => true): Machine {
  const machine: Machine = {
    now: 0,
    pass(milliseconds, shared) {
      machine.now += milliseconds;
      if (shared && isBusy(machine.now) && rng.uniform() < milliseconds / 0.6)
        machine.now += 3 * rng.uniform();
    },
  };
  return machine;
}

/** A CPU quota, as a share of 100 ms for all threads: when it is used up, all threads stop until the next 100 ms start. */
function limitedMachine(quota: number): Machine {
  let period = 0;
  let used = 0;
  const machine: Machine = {
    now: 0,
    pass(milliseconds, shared) {
      for (let left = milliseconds; left > 1e-9; ) {
        const end = 100 * (period + 1);
        const rate = shared ? 2 : 1;
        const time = Math.min(left, end - machine.now, (100 * quota - used) / rate);
        machine.now += time;
        used += rate * time;
        left -= time;
        if (100 * quota - used < 1e-9) machine.now = end;
        if (end - machine.now < 1e-9) [period, used] = [period + 1, 0];
      }
    },
  };
  return machine;
}

/** Steps that a machine completes until its clock shows `end`. speed: of two threads, relative to one */
function stepsUntil(
  end: number,
  machine: Machine,
  sharing: Sharing,
  { jobs, gap }: Step,
  speed: number,
): number {
  let steps = 0;
  let shared = false;
  for (; machine.now < end; steps++) {
    for (const [kind, job] of jobs.entries()) {
      machine.pass(gap, shared);
      shared = sharing.begin(kind);
      machine.pass(shared ? job / speed : job, shared);
      sharing.end();
    }
  }
  return steps;
}

const neverSharing: Sharing = { begin: () => false, end: () => {} };
const random = (name: string) => philoxStreams(5).stream(name);

/** Milliseconds of a simulation, enough for several quotas and waits. */
const end = 60_000;

/** Steps with measured sharing, relative to the steps with `other` on a machine of the same kind. */
function ratio(
  create: () => Machine,
  step: Step,
  { other, speed }: { other: Sharing; speed: number },
): number {
  const machine = create();
  const steps = stepsUntil(
    end,
    machine,
    measuredSharing(() => machine.now),
    step,
    speed,
  );
  return steps / stepsUntil(end, create(), other, step, speed);
}

describe.each([
  ["short jobs", small],
  ["long jobs", large],
] as const)("on simulated machines, measured sharing of %s", (_, step) => {
  test.each([1.1, 1.8])(
    "is nearly as fast as sharing every job on an idle machine, where two threads have %d times the speed of one",
    (speed) => {
      expect(ratio(idleMachine, step, { other: alwaysSharing, speed })).toBeGreaterThan(0.97);
    },
  );

  test.each([0.5, 0.9, 1])(
    "is nearly as fast as one thread, where two threads have %d times the speed of one",
    (speed) => {
      expect(ratio(idleMachine, step, { other: neverSharing, speed })).toBeGreaterThan(0.97);
    },
  );

  test.each([1.1, 1.8])(
    "is nearly as fast as one thread with a quota of one core, where two threads have %d times the speed",
    (speed) => {
      expect(ratio(() => limitedMachine(1), step, { other: neverSharing, speed })).toBeGreaterThan(0.95);
    },
  );

  test.each([1.1, 1.8])(
    "is nearly as fast as one thread with a quota of 1.5 cores, where two threads have %d times the speed",
    (speed) => {
      expect(ratio(() => limitedMachine(1.5), step, { other: neverSharing, speed })).toBeGreaterThan(0.95);
    },
  );
});

test("short jobs are nearly as fast as on one thread when the second core is busy", () => {
  const create = () => busyMachine(random("busy"));
  expect(ratio(create, small, { other: neverSharing, speed: 1.3 })).toBeGreaterThan(0.95);
  // on this machine, sharing every job is slower
  const always = stepsUntil(end, create(), alwaysSharing, small, 1.3);
  expect(always / stepsUntil(end, create(), neverSharing, small, 1.3)).toBeLessThan(0.5);
});

test("sharing starts again when the second core is idle, and stops when it is busy", () => {
  const machine = busyMachine(random("now and then"), (now) => now % 40_000 > 20_000);
  const sharing = measuredSharing(() => machine.now);
  const speed = 1.5;
  const singleThreaded = stepsUntil(20_000, idleMachine(), neverSharing, small, speed);
  const steps = [1, 2, 3, 4].map((part) => stepsUntil(20_000 * part, machine, sharing, small, speed));
  const [idle, busy, idleAgain, busyAgain] = steps.map((count) => count / singleThreaded);
  const gain = stepsUntil(20_000, idleMachine(), alwaysSharing, small, speed) / singleThreaded;
  expect(idle).toBeGreaterThan(0.97 * gain);
  expect(busy).toBeGreaterThan(0.95);
  // after many failures it waits for up to ten seconds
  expect(idleAgain).toBeGreaterThan(1 + (gain - 1) / 2);
  expect(busyAgain).toBeGreaterThan(0.95);
});

test("pauses of the program do not stop sharing", () => {
  const machine = idleMachine();
  const sharing = measuredSharing(() => machine.now);
  let shared = 0;
  for (let request = 0; request < 500; request++) {
    machine.now += 1000;
    stepsUntil(
      machine.now + 10,
      machine,
      { ...sharing, begin: (kind) => count(sharing.begin(kind)) },
      small,
      1.5,
    );
  }
  function count(shares: boolean): boolean {
    if (shares) shared++;
    return shares;
  }
  // 500 times 10 ms of about 60 jobs of 0.09 ms
  expect(shared).toBeGreaterThan(0.9 * 500 * 60);
});

test("new kinds of jobs are shared if sharing is faster for others", () => {
  const machine = idleMachine();
  const sharing = measuredSharing(() => machine.now);
  stepsUntil(1000, machine, sharing, small, 1.5);
  let shared = 0;
  for (let kind = 100; kind < 5000; kind++) {
    if (sharing.begin(kind)) shared++;
    machine.now += 0.05;
    sharing.end();
  }
  expect(shared).toBeGreaterThan(4500);
});
