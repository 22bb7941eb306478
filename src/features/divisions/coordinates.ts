export type CoordinateSystem = 'cgcs2000' | 'gcj02' | 'bd09'

export interface Position {
  latitude: number
  longitude: number
}

/** Half axis and eccentricity of the ellipsoid by which the shift of GCJ-02 is commonly reckoned (Krasovsky 1940). */
const AXIS = 6378245
const ECCENTRICITY = 0.00669342162296594
const BD_FACTOR = (Math.PI * 3000) / 180

/** A position as CGCS2000, which centres are kept in; it differs from WGS 84 by less than a decimetre. */
export function toCgcs2000(position: Position, crs: CoordinateSystem): Position {
  if (crs === 'cgcs2000') return position
  return unshift(crs === 'bd09' ? bd09ToGcj02(position) : position)
}

function bd09ToGcj02({ latitude, longitude }: Position): Position {
  const x = longitude - 0.0065
  const y = latitude - 0.006
  const radius = Math.hypot(x, y) - 0.00002 * Math.sin(y * BD_FACTOR)
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * BD_FACTOR)
  return { latitude: radius * Math.sin(angle), longitude: radius * Math.cos(angle) }
}

/** GCJ-02 has no closed inverse: the shift is taken back until it fits (three rounds give centimetres). */
function unshift(shifted: Position): Position {
  let guess = shifted
  for (let round = 0; round < 3; round += 1) {
    const offset = shiftAt(guess)
    guess = { latitude: shifted.latitude - offset.latitude, longitude: shifted.longitude - offset.longitude }
  }
  return guess
}

/** The shift of GCJ-02 at a position, in degrees. */
export function shiftAt({ latitude, longitude }: Position): Position {
  const x = longitude - 105
  const y = latitude - 35
  const wave = (value: number, ...periods: [number, number][]) =>
    periods.reduce((sum, [size, period]) => sum + size * Math.sin((value * Math.PI) / period), 0)
  const common = wave(x, [20, 1 / 6], [20, 1 / 2])
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    ((common + wave(y, [20, 1], [40, 3]) + wave(y, [160, 12], [320, 30])) * 2) / 3
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    ((common + wave(x, [20, 1], [40, 3]) + wave(x, [150, 12], [300, 30])) * 2) / 3
  const angle = (latitude * Math.PI) / 180
  const magic = 1 - ECCENTRICITY * Math.sin(angle) ** 2
  const root = Math.sqrt(magic)
  return {
    latitude: (north * 180) / (((AXIS * (1 - ECCENTRICITY)) / (magic * root)) * Math.PI),
    longitude: (east * 180) / ((AXIS / root) * Math.cos(angle) * Math.PI),
  }
}
