//! On what the figures were taken; figures of two machines can't be compared.

use std::path::Path;

/// Returns the machine's facts, a line each. What the system does not tell is left out.
pub(crate) fn facts(data: &Path) -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = field(&read("/proc/cpuinfo"), "model name");
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    [
        format!("processor   {}, {cores} cores", cpu.as_deref().unwrap_or(std::env::consts::ARCH)),
        format!("memory      {}", memory.as_deref().unwrap_or("unknown")),
        format!("system      {} {}", std::env::consts::OS, kernel.trim()),
        format!("boards on   {}", file_system(&read("/proc/mounts"), data).as_deref().unwrap_or("unknown")),
        format!("load        {} (above the number of cores the figures are noise)", load.trim()),
    ]
    .join("\n")
}

/// Returns the value of the first `name : value` line.
fn field(text: &str, name: &str) -> Option<String> {
    let (_, value) = text.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name)?;
    Some(value.trim().to_owned())
}

/// Returns the type of the file system that holds `path`: the mount with the longest matching folder.
fn file_system(mounts: &str, path: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            Some((words.next()?, words.next()?))
        })
        .filter(|(folder, _)| path.starts_with(folder))
        .max_by_key(|(folder, _)| folder.len())
        .map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{field, file_system};

    #[test]
    fn the_innermost_mount_tells_the_file_system() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n";
        assert_eq!(file_system(mounts, Path::new("/tmp/x")).as_deref(), Some("tmpfs"));
        assert_eq!(file_system(mounts, Path::new("/tmpx")).as_deref(), Some("ext4"));
    }

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        assert_eq!(field("model\t: 1\nmodel name\t: Xeon\n", "model name").as_deref(), Some("Xeon"));
    }
}
