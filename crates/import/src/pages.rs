//! What the pages of a Parquet file claim to unpack to, read before any of them is unpacked.
//!
//! A page of a few kilobytes may claim two gigabytes and really unpack to them. Each page says its size in a header in
//! Thrift's compact protocol (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>); the fields are
//! those of `PageHeader` in the format (<https://github.com/apache/parquet-format>). Only the sizes are read; the reader of the
//! library checks everything else, and that a page unpacks to what it claims.

use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use rapport_files::table::MAX_COLUMNS;
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
};

/// The most bytes one page may unpack to.
const MAX_PAGE: i64 = 64 << 20;
/// The most bytes the largest pages of all columns may unpack to together: so many are in memory at once.
const MAX_PAGES: i64 = 256 << 20;
/// The most values a column of lists may have in one row group: they may all belong to one row.
const MAX_LISTED: i64 = 2_000_000;
/// How deep the fields of a header may lie inside each other.
const MAX_DEPTH: u8 = 8;

/// Refuses a file whose pages would not fit into memory.
///
/// # Errors
/// The page headers cannot be read, or one claims too much.
pub(super) fn check(file: &File, metadata: &ParquetMetaData) -> io::Result<()> {
    let length = file.metadata()?.len();
    let columns = metadata.file_metadata().schema_descr().num_columns();
    if columns > MAX_COLUMNS {
        return Err(refused(format!("the file has {columns} columns, the most are {MAX_COLUMNS}")));
    }
    for group in metadata.row_groups() {
        let mut together = 0;
        for column in group.columns() {
            together += largest(file, length, column)?;
        }
        if together > MAX_PAGES {
            let (found, most) = (together >> 20, MAX_PAGES >> 20);
            return Err(refused(format!(
                "a row group needs {found} MB of memory, the most are {most}; write smaller pages"
            )));
        }
    }
    Ok(())
}

/// What the largest page of a column claims to unpack to.
fn largest(file: &File, length: u64, column: &ColumnChunkMetaData) -> io::Result<i64> {
    if column.column_descr().max_rep_level() > 0 && column.num_values() > MAX_LISTED {
        let most = MAX_LISTED;
        return Err(refused(format!("a column of lists has over {most} values in one row group; write smaller ones")));
    }
    let first = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let (Ok(mut at), Ok(size)) = (u64::try_from(first), u64::try_from(column.compressed_size())) else {
        return Err(damaged());
    };
    let end = at.checked_add(size).filter(|end| *end <= length).ok_or_else(damaged)?;
    let mut read = BufReader::with_capacity(4 << 10, file);
    let mut largest = 0;
    while at < end {
        read.seek(SeekFrom::Start(at))?;
        let mut header = Header { read: &mut read, taken: 0 };
        let (unpacked, packed) = header.sizes()?;
        if !(0..=MAX_PAGE).contains(&unpacked) {
            let (found, most) = (unpacked >> 20, MAX_PAGE >> 20);
            return Err(refused(format!("a page unpacks to {found} MB, the most are {most}; write smaller pages")));
        }
        largest = largest.max(unpacked);
        at = at + header.taken + u64::try_from(packed).map_err(|_| damaged())?;
    }
    Ok(largest)
}

fn refused(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn damaged() -> io::Error {
    refused("the file is damaged: a page header cannot be read".into())
}

struct Header<'a, R> {
    read: &'a mut R,
    taken: u64,
}

impl<R: Read> Header<'_, R> {
    /// The unpacked and the packed size of the page.
    fn sizes(&mut self) -> io::Result<(i64, i64)> {
        let (mut unpacked, mut packed) = (None, None);
        let mut id = 0;
        while let Some((field, kind)) = self.field(id)? {
            id = field;
            match (field, kind) {
                (2, 5) => unpacked = Some(self.number()?),
                (3, 5) => packed = Some(self.number()?),
                _ => self.skip(kind, 0)?,
            }
        }
        unpacked.zip(packed).ok_or_else(damaged)
    }

    /// The next field of a struct: its number and its type. `None` at the end.
    fn field(&mut self, before: i64) -> io::Result<Option<(i64, u8)>> {
        let head = self.byte()?;
        if head == 0 {
            return Ok(None);
        }
        let delta = i64::from(head >> 4);
        let id = if delta == 0 { self.number()? } else { before.saturating_add(delta) };
        Ok(Some((id, head & 0x0f)))
    }

    fn skip(&mut self, kind: u8, depth: u8) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(damaged());
        }
        match kind {
            1 | 2 => Ok(()),
            3 => self.byte().map(|_| ()),
            4..=6 => self.varint().map(|_| ()),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            12 => {
                let mut id = 0;
                while let Some((field, kind)) = self.field(id)? {
                    id = field;
                    self.skip(kind, depth + 1)?;
                }
                Ok(())
            }
            // No header of a page has lists or maps.
            _ => Err(damaged()),
        }
    }

    fn pass(&mut self, bytes: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.read.by_ref().take(bytes), &mut io::sink())?;
        self.taken += passed;
        if passed == bytes { Ok(()) } else { Err(damaged()) }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.read.read_exact(&mut byte).map_err(|_| damaged())?;
        self.taken += 1;
        Ok(byte[0])
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(damaged())
    }

    /// A number in zigzag form.
    fn number(&mut self) -> io::Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use parquet::{
        basic::{Compression, ZstdLevel},
        column::writer::ColumnWriter,
        data_type::{ByteArray, ByteArrayType, Int64Type},
        file::{
            properties::WriterProperties,
            reader::{FileReader, SerializedFileReader},
            writer::{SerializedColumnWriter, SerializedFileWriter},
        },
        schema::parser::parse_message_type,
    };
    use std::{os::fd::AsRawFd, sync::Arc};

    /// A file of so many columns, each of which `fill` writes.
    fn file_of(schema: &str, properties: WriterProperties, fill: impl Fn(&mut SerializedColumnWriter<'_>)) -> File {
        let schema = Arc::new(parse_message_type(&format!("message m {{ {schema} }}")).unwrap());
        let file = tempfile::tempfile().unwrap();
        let mut writer = SerializedFileWriter::new(file.try_clone().unwrap(), schema, Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            fill(&mut column);
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        file
    }

    /// A file with one column of texts and one of numbers.
    fn file(texts: &[ByteArray], properties: WriterProperties) -> File {
        let numbers: Vec<i64> = (0..texts.len() as i64).collect();
        file_of("required binary text; required int64 n;", properties, |column| {
            let written = match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(column) => column.write_batch(texts, None, None),
                ColumnWriter::Int64ColumnWriter(column) => column.write_batch(&numbers, None, None),
                _ => unreachable!("no such column"),
            };
            assert_eq!(written.unwrap(), texts.len());
        })
    }

    /// Pages that are small on disk.
    fn packed() -> WriterProperties {
        let zstd = Compression::ZSTD(ZstdLevel::default());
        WriterProperties::builder().set_compression(zstd).set_dictionary_enabled(false).build()
    }

    fn checked(file: &File) -> io::Result<()> {
        check(file, SerializedFileReader::new(file.try_clone().unwrap()).unwrap().metadata())
    }

    #[test]
    fn ordinary_files_pass_with_and_without_dictionary_and_statistics() {
        let texts: Vec<_> = (0..50_000).map(|n| ByteArray::from(format!("text {}", n % 700).as_str())).collect();
        for dictionary in [true, false] {
            let properties = WriterProperties::builder().set_dictionary_enabled(dictionary);
            checked(&file(&texts, properties.set_data_page_size_limit(10_000).build())).unwrap();
        }
    }

    #[test]
    fn a_small_file_that_unpacks_to_much_is_refused_before_it_is_unpacked() {
        let zeros = vec![ByteArray::from(vec![b'0'; 80 << 20])];
        let file = file(&zeros, packed());
        assert!(file.metadata().unwrap().len() < 64 << 10);
        let error = checked(&file).unwrap_err().to_string();
        assert!(error.contains("unpacks to 80 MB"), "{error}");
        // Whoever imports it is told the same.
        let path = format!("/dev/fd/{}", file.as_raw_fd());
        let error = crate::parquet::open(path.as_ref()).err().unwrap().to_string();
        assert!(error.contains("unpacks to 80 MB"), "{error}");
    }

    #[test]
    fn a_text_that_many_rows_share_is_not_copied_for_each() {
        let text = ByteArray::from(vec![b'0'; 2 << 20]);
        let many: Vec<_> = (0..500).map(|_| text.clone()).collect();
        let file = file(
            &many,
            WriterProperties::builder().set_dictionary_enabled(true).set_dictionary_page_size_limit(8 << 20).build(),
        );
        assert!(file.metadata().unwrap().len() < 8 << 20);
        checked(&file).unwrap();
        let path = format!("/dev/fd/{}", file.as_raw_fd());
        let (_, rows) = crate::parquet::open(path.as_ref()).unwrap();
        let refused = rows.filter(|row| {
            row.as_ref().unwrap().as_ref().is_err_and(|why| why.to_string().contains("longer than 1024 KB"))
        });
        assert_eq!(refused.count(), 500);
    }

    #[test]
    fn pages_that_are_good_each_may_be_too_much_together() {
        let zeros = [ByteArray::from(vec![b'0'; 60 << 20])];
        let columns = |many: usize| {
            let schema: String = (0..many).map(|n| format!("required binary c{n}; ")).collect();
            file_of(&schema, packed(), |column| {
                column.typed::<ByteArrayType>().write_batch(&zeros, None, None).unwrap();
            })
        };
        checked(&columns(4)).unwrap();
        let error = checked(&columns(5)).unwrap_err().to_string();
        assert!(error.contains("needs 300 MB of memory"), "{error}");
    }

    #[test]
    fn a_list_of_millions_may_be_one_row_and_is_refused() {
        let listed = |many: usize| {
            let (numbers, defined) = (vec![0i64; many], vec![1i16; many]);
            let mut repeated = vec![1i16; many];
            repeated[0] = 0;
            file_of("repeated int64 n;", packed(), |column| {
                column.typed::<Int64Type>().write_batch(&numbers, Some(&defined), Some(&repeated)).unwrap();
            })
        };
        checked(&listed(100_000)).unwrap();
        let error = checked(&listed(MAX_LISTED as usize + 1)).unwrap_err().to_string();
        assert!(error.contains("lists has over 2000000 values"), "{error}");
    }

    #[test]
    fn more_columns_than_a_table_has_are_refused() {
        let schema: String = (0..=MAX_COLUMNS).map(|n| format!("required int64 c{n}; ")).collect();
        let file = file_of(&schema, packed(), |_| {});
        let error = checked(&file).unwrap_err().to_string();
        assert!(error.contains("4097 columns"), "{error}");
    }

    #[test]
    fn a_header_inside_a_header_inside_a_header_does_not_use_up_the_stack() {
        // The first field of a struct is a struct, whose first field is a struct.
        let deep = vec![0x1c; 4 << 20];
        let mut header = Header { read: &mut deep.as_slice(), taken: 0 };
        assert!(header.sizes().is_err());
        assert!(header.taken < 100, "given up early, not at the end");
    }
}
