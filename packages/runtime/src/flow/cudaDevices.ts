import { readdir } from 'node:fs/promises'

/**
 * The graphics card of one replica. Jina 3.x: `CUDA_VISIBLE_DEVICES: RR` in `env` gives each replica the next card in turn, `RR1:3` of a
 * slice as Python writes it, `RR0,2` of these. Null when nothing of that is asked for, or there is no card.
 */
export function cudaDevice(written: string | undefined, replicaId: number, count: number): string | null {
  if (!written?.startsWith('RR')) return null
  const devices = devicesOf(written.slice(2).trim(), count)
  return devices.length === 0 ? null : String(devices[replicaId % devices.length])
}

function devicesOf(chosen: string, count: number): (number | string)[] {
  const all = Array.from({ length: count }, (_, i) => i)
  if (chosen === '') return all
  if (/^(-?\d*)(:-?\d*){1,2}$/.test(chosen)) {
    const [from, to, by] = chosen.split(':').map((part) => (part === '' ? undefined : Number(part)))
    const step = by === undefined || by < 1 ? 1 : by
    return all.slice(from, to).filter((_, i) => i % step === 0)
  }
  const names = chosen
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  // One number alone is one card; counted from the end when it is negative, as in Python.
  return names.map((name) => (/^-\d+$/.test(name) ? count + Number(name) : name))
}

/** How many graphics cards this machine has: `CUDA_TOTAL_DEVICES`, else what the driver tells. */
export async function countCudaDevices(env: NodeJS.ProcessEnv): Promise<number> {
  const told = Number(env['CUDA_TOTAL_DEVICES'])
  if (Number.isInteger(told) && told > 0) return told
  return (await readdir('/proc/driver/nvidia/gpus').catch(() => [])).length
}
