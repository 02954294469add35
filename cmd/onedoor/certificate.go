package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"onedoor/internal/platform/config"
)

// certificateFile holds a trial's own certificate and its key, so that a browser that was told to trust it need not be
// told again at the next start.
const certificateFile = "https.pem"

// certificateLife is as long as browsers take a certificate for.
const certificateLife = 390 * 24 * time.Hour

// selfSigned listens for HTTPS with a certificate that the program makes; where the port is taken, on a free one.
func selfSigned(ctx context.Context, c config.Config, at string) (net.Listener, error) {
	pair, err := ownCertificate(filepath.Join(c.Data, certificateFile))
	if err != nil {
		return nil, err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at)
	if err != nil {
		host, _, _ := net.SplitHostPort(at)
		if l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, "0")); err != nil {
			return nil, fmt.Errorf("listen for HTTPS: %w", err)
		}
	}
	// HTTP/1.1 alone: a WebSocket cannot be taken over from HTTP/2.
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}), nil
}

// ownCertificate reads the certificate, or makes one for this machine's names and addresses.
func ownCertificate(path string) (tls.Certificate, error) {
	kept, err := os.ReadFile(path) //nolint:gosec // of the data directory
	if err == nil {
		pair, err := tls.X509KeyPair(kept, kept)
		if err == nil && pair.Leaf != nil && time.Until(pair.Leaf.NotAfter) > 24*time.Hour {
			return pair, nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return tls.Certificate{}, fmt.Errorf("certificate: %w", err)
	}
	text, err := newCertificate()
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate: %w", err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate: %w", err)
	}
	return tls.X509KeyPair(text, text)
}

func newCertificate() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	c := x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "Onedoor demo"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}}
	if name, err := os.Hostname(); err == nil && name != "" {
		c.DNSNames = append(c.DNSNames, name)
	}
	if list, err := net.InterfaceAddrs(); err == nil {
		for _, a := range list {
			if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
				c.IPAddresses = append(c.IPAddresses, n.IP)
			}
		}
	}
	raw, err := x509.CreateCertificate(rand.Reader, &c, &c, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...), nil
}
