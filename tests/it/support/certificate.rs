//! Certificates of a test's own, which nobody but the test trusts.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A certificate that has signed itself, in a folder that ends with the test.
#[derive(Debug)]
pub struct Certificate(TempDir);

impl Certificate {
    /// One for `name`, such as "IP:127.0.0.1" or "DNS:localhost".
    pub fn for_name(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "7"])
            .args(["-subj", "/CN=mail.riverside.example", "-keyout", "key.pem", "-out", "certificate.pem"])
            .args(["-addext", &format!("subjectAltName={name}"), "-addext", "basicConstraints=critical,CA:FALSE"])
            .current_dir(folder.path())
            .output()
            .expect("certificates are made with openssl: run scripts/test, which installs it");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self(folder)
    }

    pub fn file(&self) -> PathBuf {
        self.0.path().join("certificate.pem")
    }

    pub fn key_file(&self) -> PathBuf {
        self.0.path().join("key.pem")
    }
}
