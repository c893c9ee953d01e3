//! A connection, plain or under TLS, that is read line by line.

use super::settings::{Settings, SettingsError, Tls};
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use std::{io, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// The longest line of an answer (RFC 5321 says 512; servers say more) and the most lines of one.
const LINE: usize = 8 * 1024;

pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A stream with what was read ahead.
pub(super) struct Lines {
    stream: Option<Stream>,
    buffer: Vec<u8>,
}

impl Lines {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream: Some(Stream::Plain(stream)), buffer: Vec::new() }
    }

    pub fn is_protected(&self) -> bool {
        matches!(self.stream, Some(Stream::Tls(_)))
    }

    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.stream {
            Some(Stream::Plain(stream)) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
            Some(Stream::Tls(stream)) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// One line without its end. A line that is cut off by the end of the connection is an error, not a line.
    pub async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(line.trim_ascii_end()).into_owned());
            }
            if self.buffer.len() > LINE {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let mut chunk = [0; 4096];
            let read = match &mut self.stream {
                Some(Stream::Plain(stream)) => stream.read(&mut chunk).await?,
                Some(Stream::Tls(stream)) => stream.read(&mut chunk).await?,
                None => 0,
            };
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.buffer.extend_from_slice(&chunk[..read]);
        }
    }

    /// Puts TLS over the connection. What the server said before is thrown away: it could be an attacker's.
    pub async fn protect(&mut self, config: &Arc<ClientConfig>, host: &str) -> io::Result<()> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let Some(Stream::Plain(stream)) = self.stream.take() else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        self.buffer.clear();
        let stream = TlsConnector::from(config.clone()).connect(name, stream).await?;
        self.stream = Some(Stream::Tls(Box::new(stream)));
        Ok(())
    }
}

/// The TLS side of the settings.
pub(super) fn tls_config(settings: &Settings) -> Result<Arc<ClientConfig>, SettingsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| SettingsError::Authorities(error.to_string()))?;
    if settings.tls == Tls::Opportunistic {
        let anyone = Arc::new(Anyone { provider });
        return Ok(Arc::new(builder.dangerous().with_custom_certificate_verifier(anyone).with_no_client_auth()));
    }
    let mut roots = RootCertStore::empty();
    // A machine without system authorities is fine as long as the settings bring their own.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = &settings.authorities {
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|error| SettingsError::Authorities(error.to_string()))?;
            roots.add(certificate).map_err(|error| SettingsError::Authorities(error.to_string()))?;
        }
    }
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

/// Accepts any certificate, but still checks that the server holds its key.
#[derive(Debug)]
struct Anyone {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
