/**
 * The socket that the telephone speaks over, as JsSIP asks for one. Each time it connects it asks anew where to: a way
 * that has expired is of no use for the next connection.
 */
export class LineSocket {
  via_transport: string
  readonly sip_uri: string
  onconnect: () => void = () => {}
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => {}
  ondata: (data: unknown) => void = () => {}
  private ws?: WebSocket
  private readonly path: () => string

  constructor(path: () => string) {
    this.path = path
    this.via_transport = location.protocol === 'https:' ? 'WSS' : 'WS'
    this.sip_uri = `sip:${location.host};transport=ws`
  }

  get url(): string {
    return new URL(this.path(), location.href.replace(/^http/, 'ws')).href
  }

  connect(): void {
    if (this.ws && this.ws.readyState <= WebSocket.OPEN) return
    const ws = new WebSocket(this.url, 'sip')
    this.ws = ws
    ws.onopen = () => this.onconnect()
    ws.onmessage = (m) => this.ondata(m.data)
    ws.onclose = (e) => {
      if (this.ws !== ws) return
      this.ws = undefined
      this.ondisconnect(!e.wasClean, e.code, e.reason)
    }
  }

  disconnect(): void {
    const ws = this.ws
    this.ws = undefined
    ws?.close()
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (this.ws?.readyState !== WebSocket.OPEN) return false
    this.ws.send(message as string)
    return true
  }

  isConnected(): boolean {
    return this.ws?.readyState === WebSocket.OPEN
  }

  isConnecting(): boolean {
    return this.ws?.readyState === WebSocket.CONNECTING
  }
}
