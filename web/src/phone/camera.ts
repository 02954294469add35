import { byName, MicrophoneError } from './microphone'

/** The person's camera; whoever asks for it stops its tracks. A few pictures a second of middling size are enough to be seen. */
export async function openCamera(devices: MediaDevices | undefined = navigator.mediaDevices): Promise<MediaStream> {
  if (!devices?.getUserMedia) throw new MicrophoneError('insecure')
  try {
    return await devices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 30 } } })
  } catch (err) {
    throw new MicrophoneError(byName[(err as { name?: string }).name ?? ''] ?? 'failed')
  }
}
