/**
 * The clock by which whatever is kept in memory grows old (内存缓存的时钟): that of the machine. Tests hold it and move it on,
 * so that neither what they count nor how long they wait depends on how fast the machine is.
 */
export const memoryClock = { now: (): number => Date.now() }
