/** Milliseconds of the processor that this process spends on `work`. Other programs on the machine don't lengthen it. */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
