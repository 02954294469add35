/** Why there is no voice: each has its own words of what to do. */
export type MicrophoneFault = 'insecure' | 'denied' | 'missing' | 'taken' | 'failed'

export class MicrophoneError extends Error {
  readonly fault: MicrophoneFault

  constructor(fault: MicrophoneFault) {
    super(fault)
    this.fault = fault
  }
}

/** By the names of what a browser throws that gives no device. */
export const byName: Record<string, MicrophoneFault> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'taken',
  AbortError: 'taken',
}

/** The person's voice; whoever asks for it stops its tracks. */
export async function microphone(devices: MediaDevices | undefined = navigator.mediaDevices): Promise<MediaStream> {
  // Browsers give no microphone to pages that came without HTTPS, but on the machine itself.
  if (!devices?.getUserMedia) throw new MicrophoneError('insecure')
  try {
    return await devices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
  } catch (err) {
    throw new MicrophoneError(byName[(err as { name?: string }).name ?? ''] ?? 'failed')
  }
}

export function release(voice: MediaStream | undefined): void {
  voice?.getTracks().forEach((track) => track.stop())
}
